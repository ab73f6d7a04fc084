/** The pages, each loaded when it is opened. Addresses stand behind #, so that one file serves them all. */

import { createRouter, createWebHashHistory } from 'vue-router';
import { mayLeave } from './parts/unsaved';

export const router = createRouter({
  history: createWebHashHistory('/staff/'),
  routes: [
    {
      path: '/',
      name: 'home',
      component: () => import('./pages/Home.vue'),
      meta: { title: '首页' },
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
