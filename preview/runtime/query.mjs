/** Completes the framework's SelectorQuery: `fields({node})` and `.node()` give the canvas of an element. */
let completed = false;

/** @param component any page or component; its class of queries, shared by all, is completed once */
export function completeSelectorQuery(component) {
  if (completed) return;
  completed = true;
  const nodesRef = Object.getPrototypeOf(component.createSelectorQuery().select('x'));
  const { fields } = nodesRef;
  nodesRef.fields = function (wanted, callback = () => {}) {
    if (!wanted.node) return fields.call(this, wanted, callback);
    return fields.call(this, { ...wanted, context: true }, (result) => {
      for (const one of [result].flat().filter(Boolean)) {
        one.node = one.context;
        delete one.context;
      }
      callback(result);
    });
  };
  nodesRef.node = function (callback) {
    return this.fields({ node: true }, callback);
  };
}
