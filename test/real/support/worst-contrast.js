// @ts-nocheck -- of a page and not of Node
/* global document, getComputedStyle, SVGElement -- it is evaluated on a page */
(() => {
  const numbers = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const linear = (part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const luminance = (color) => {
    const [red, green, blue] = numbers(color).map((part) => linear(part / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    const {backgroundColor} = getComputedStyle(element);
    return numbers(backgroundColor)[3] === 0 ? behind(element.parentElement) : backgroundColor;
  };
  const isText = ({nodeType, nodeValue}) => nodeType === 3 && nodeValue.trim() !== '';
  const texts = [...document.querySelectorAll('main *')].filter(
    (element) => [...element.childNodes].some(isText) && element.getClientRects().length > 0,
  );
  const contrasts = texts.map((element) => {
    const {color, fill} = getComputedStyle(element);
    const own = luminance(element instanceof SVGElement ? fill : color);
    const [dark, light] = [own, luminance(behind(element))].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  });
  return [Math.min(...contrasts), contrasts.length];
})();
