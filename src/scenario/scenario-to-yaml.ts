import { Document, isScalar, visit } from 'yaml';
import type { Scenario } from './scenario.ts';

/** The resolved scenario as YAML, every default written out; parseScenario reads it back to the same value. */
export function scenarioToYaml(scenario: Scenario): string {
  const document = new Document(scenario, { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_key, list) {
      if (list.items.every((item) => isScalar(item))) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
