/** The pages, each loaded when it is opened. Addresses stand behind #, so that one file serves them all. */

import { createRouter, createWebHashHistory } from 'vue-router';
import { mayLeave } from './parts/unsaved';
import { TABLES, type TableKind } from './present/tables';

/** The tables of a hospital are one page. */
const table = (kind: TableKind) => ({
  path: `/${kind}s`,
  name: kind,
  component: () => import('./pages/Tables.vue'),
  props: { kind },
  meta: { title: TABLES[kind].title },
});

export const router = createRouter({
  history: createWebHashHistory('/staff/'),
  routes: [
    {
      path: '/',
      name: 'home',
      component: () => import('./pages/Home.vue'),
      meta: { title: '首页' },
    },
    table('department'),
    table('doctor'),
    table('clinic'),
    table('exception'),
    table('notice'),
    {
      path: '/days',
      name: 'days',
      component: () => import('./pages/Days.vue'),
      meta: { title: '排班' },
    },
    {
      path: '/rules',
      name: 'rules',
      component: () => import('./pages/Rules.vue'),
      meta: { title: '规则' },
    },
    {
      path: '/hospitals',
      name: 'hospitals',
      component: () => import('./pages/Hospitals.vue'),
      meta: { title: '医院' },
    },
    {
      path: '/platform-rules',
      name: 'platform-rules',
      component: () => import('./pages/PlatformRules.vue'),
      meta: { title: '平台规则' },
    },
    {
      path: '/codes',
      name: 'codes',
      component: () => import('./pages/Codes.vue'),
      meta: { title: '小程序码' },
    },
    {
      path: '/sheets',
      name: 'sheets',
      component: () => import('./pages/Sheets.vue'),
      meta: { title: '导入导出' },
    },
    {
      path: '/audit',
      name: 'audit',
      component: () => import('./pages/Audit.vue'),
      meta: { title: '操作记录' },
    },
    {
      path: '/people',
      name: 'people',
      component: () => import('./pages/People.vue'),
      meta: { title: '工作人员' },
    },
    {
      path: '/sessions',
      name: 'sessions',
      component: () => import('./pages/Sessions.vue'),
      meta: { title: '登录的电脑' },
    },
    {
      path: '/:rest(.*)*',
      name: 'nowhere',
      component: () => import('./pages/Nowhere.vue'),
      meta: { title: '没有这一页' },
    },
  ],
});

router.beforeEach(() => mayLeave());
router.afterEach((to) => {
  document.title = `${String(to.meta.title ?? '')} · 医院工作台`;
});
