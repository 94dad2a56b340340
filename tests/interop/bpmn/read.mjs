// Reads BPMN files and prints, for each, what was not understood and what stands in it.
import { readFileSync } from "node:fs";
import { BpmnModdle } from "bpmn-moddle";

const moddle = new BpmnModdle();
const told = {};
for (const file of process.argv.slice(2)) {
  const { rootElement, warnings, elementsById } = await moddle.fromXML(readFileSync(file, "utf8"));
  const [plane] = rootElement.diagrams.map((diagram) => diagram.plane);
  const kinds = {};
  for (const element of Object.values(elementsById)) {
    kinds[element.$type] = (kinds[element.$type] ?? 0) + 1;
  }
  told[file] = {
    warnings: warnings.map((warning) => warning.message),
    kinds,
    drawn: plane.planeElement.filter((element) => element.bpmnElement?.$type).length,
    shapes: plane.planeElement.length,
  };
}
console.log(JSON.stringify(told));
