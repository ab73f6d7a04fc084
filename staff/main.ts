import { createApp } from 'vue';
import App from './App.vue';
import { router } from './router';
import 'virtual:tokens.css';
import './styles/theme.css';
import './styles/base.css';

createApp(App).use(router).mount('#app');
