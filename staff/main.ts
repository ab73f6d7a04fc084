import { createApp } from 'vue';
import App from './App.vue';
import { router } from './router';
import 'tdesign-vue-next/es/style/index.css';
import 'virtual:tokens.css';
import './styles/theme.css';
import './styles/base.css';

createApp(App).use(router).mount('#app');
