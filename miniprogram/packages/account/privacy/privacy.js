/** 隐私与我的信息: what is kept, why, by whom and how long; a copy of it, and its erasure. */

const session = require('../../../services/session');
const { page } = require('../../../framework/page');

page({
  data: {
    kept: [
      {
        what: '就诊人的姓名、性别、出生日期、证件号码、手机号、与您的关系、监护人',
        why: '给医院核对身份；孩子由监护人代为预约。姓名、出生日期、证件号码和手机号加密保存，页面上只显示一部分',
      },
      { what: '您绑定的手机号', why: '方便医院联系您。加密保存' },
      { what: '预约、候补和付款记录', why: '办理就诊、退号和退款' },
      { what: '您的微信标识', why: '认出是您，不会得到您的微信号和好友' },
      { what: '您允许的消息提醒', why: '告诉您预约成功、就诊提醒、候补到号、取消和退款' },
      {
        what: '搜过的词、看过的医院、字的大小、是不是医院的工作人员，没有结果的付款和取消',
        why: '下次用着方便，断网时也不说错。只存在这部手机里',
      },
    ],
    busy: false,
    done: '',
  },

  onGuide() {
    wx.openPrivacyContract({
      fail: () => wx.showToast({ title: '指引暂时打不开，请稍后再试', icon: 'none' }),
    });
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
        ? '已复制。里面有完整证件号码，请只自己保存，不要发给别人'
        : '没有复制，需要您同意使用剪贴板';
      this.setData({ done });
    } catch (error) {
      this.fail(error);
    }
    this.setData({ busy: false });
  },

  async onErase() {
    const { confirm } = await wx.showModal({
      title: '注销并删除我的信息吗',
      content: '就诊人、手机号和提醒都会删除，不能恢复。还没就诊的预约请先取消。',
      cancelText: '不注销',
      confirmText: '注销并删除',
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
