/** 消息提醒: which messages there are, and one tap that allows more of them. */

const messages = require('../../../services/messages');
const { page } = require('../../../framework/page');

page({
  data: {
    kinds: [
      { name: '预约成功', when: '付款后马上' },
      { name: '就诊提醒', when: '前一天 18:00，和就诊前 2 小时' },
      { name: '候补到号', when: '轮到您时' },
      { name: '取消和退款', when: '取消后，退款到账时' },
    ],
    busy: false,
    done: '',
  },

  onLoad() {
    messages.prepare().catch(() => undefined);
  },

  async onAllow() {
    if (this.data.busy) return;
    this.setData({ busy: true, done: '' });
    const allowed = await messages.ask('reminders');
    this.setData({
      busy: false,
      done: allowed ? '好的，就诊前会提醒您' : '没有打开提醒，您随时可以再来打开',
    });
  },
});
