import {STYLESHEET} from '../report/html/stylesheet.js';

/** What a page of the dashboard has besides a report. */
export const PAGE_STYLESHEET = `${STYLESHEET}
main{max-width:84rem}
a{color:var(--c0)}
a:focus-visible,button:focus-visible,[tabindex]:focus-visible{outline:3px solid var(--c0);outline-offset:2px}
nav{display:flex;flex-wrap:wrap;gap:.4rem 1.25rem;margin:0 0 1rem}
nav a,.list a,form a{padding:.15rem 0}
.list .faint{font-size:inherit}
@media (min-width:34.01rem){.list{table-layout:fixed;min-width:62rem}.list th:nth-child(5){width:32%}.list th:nth-child(4){width:9%}.list th:nth-child(6){width:9%}.list th:nth-child(8){width:6%}}
.alarm,.notice{border-left:.35rem solid var(--warning);background:var(--warning-back);padding:.5rem .75rem;overflow-wrap:anywhere}
.none{display:none}
.unseen{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap}
.stale article,.stale .list{border-left:.35rem solid var(--warning);padding-left:.6rem}
button{font:inherit;padding:.4rem 1rem;margin-right:1rem;border:1px solid var(--faint);border-radius:.3rem;background:var(--panel);color:var(--text);cursor:pointer}
code{overflow-wrap:anywhere}
@media (max-width:34rem){.list th a{font-size:1.05rem}}
@media print{nav,form{display:none}}
`;
