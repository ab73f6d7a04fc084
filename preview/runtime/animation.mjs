/** wx.createAnimation: steps are recorded, exported once, and played as CSS transitions one after another. */
const TRANSFORMS = [
  'rotate', 'rotateX', 'rotateY', 'rotateZ', 'rotate3d', 'scale', 'scaleX', 'scaleY', 'scaleZ', 'scale3d', 'skew',
  'skewX', 'skewY', 'translate', 'translateX', 'translateY', 'translateZ', 'translate3d', 'matrix', 'matrix3d',
]; // prettier-ignore
const STYLES = ['opacity', 'backgroundColor', 'width', 'height', 'top', 'left', 'right', 'bottom'];

const withUnit = (name, value) => {
  if (typeof value !== 'number') return value;
  if (/^(rotate|skew)/.test(name)) return `${value}deg`;
  return /^(translate|width|height|top|left|right|bottom)/.test(name) ? `${value}px` : value;
};

export function createAnimation(defaults = {}) {
  let steps = [];
  let style = {};
  let transform = [];
  const animation = {
    step(options = {}) {
      const { duration = 400, timingFunction = 'linear', delay = 0 } = { ...defaults, ...options };
      const last = transform.length ? { ...style, transform: transform.join(' ') } : style;
      steps.push({ style: last, duration, timingFunction, delay });
      style = {};
      transform = [];
      return animation;
    },
    export() {
      const actions = steps;
      steps = [];
      return { actions };
    },
  };
  for (const name of TRANSFORMS) {
    animation[name] = (...values) => {
      transform.push(`${name}(${values.map((value) => withUnit(name, value)).join(',')})`);
      return animation;
    };
  }
  for (const name of STYLES) {
    animation[name] = (value) => {
      style[name] = withUnit(name, value);
      return animation;
    };
  }
  return animation;
}

/** Plays what `export()` gave on a DOM element. */
export async function play(node, exported) {
  for (const { style, duration, timingFunction, delay } of exported?.actions ?? []) {
    node.style.transition = `all ${duration}ms ${timingFunction} ${delay}ms`;
    Object.assign(node.style, style);
    await new Promise((resolve) => setTimeout(resolve, duration + delay));
  }
}
