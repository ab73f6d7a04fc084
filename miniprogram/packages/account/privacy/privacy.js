/** 隐私与我的信息: what is kept and why, a copy of it, and its erasure. */

const session = require('../../../services/session');
const { page } = require('../../../framework/page');

page({
  data: {
    kept: [
      { what: '就诊人的姓名、证件号、手机号', why: '给医院核对身份。加密保存，页面上只显示一部分' },
      { what: '预约和付款记录', why: '办理就诊、退号和退款' },
      { what: '您的微信标识', why: '认出是您，不会得到您的微信号和好友' },
      { what: '您允许的消息提醒', why: '告诉您预约成功、就诊提醒、取消和退款' },
    ],
    busy: false,
    done: '',
  },

  async onExport() {
    if (this.data.busy) return;
    this.setData({ busy: true });
    try {
      const copy = await session.exportData();
      const copied = await wx.setClipboardData({ data: JSON.stringify(copy, null, 2) }).then(
        () => true,
        () => false,
      );
      const done = copied
        ? '已复制，可以粘贴到微信或备忘录里保存'
        : '没有复制，需要您同意使用剪贴板';
      this.setData({ done });
    } catch (error) {
      this.fail(error);
    }
    this.setData({ busy: false });
  },

  async onErase() {
    const { confirm } = await wx.showModal({
      title: '删除我的全部信息吗',
      content: '就诊人、手机号和提醒都会删除，不能恢复。还没就诊的预约请先取消。',
      cancelText: '不删除',
      confirmText: '全部删除',
    });
    if (!confirm) return;
    this.setData({ busy: true });
    try {
      await session.erase();
      wx.reLaunch({ url: '/pages/home/home' });
    } catch (error) {
      this.fail(error);
    }
    this.setData({ busy: false });
  },
});
