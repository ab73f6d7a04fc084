/** 帮助: the questions patients ask, one open at a time. */

const { page } = require('../../../framework/page');

page({
  data: {
    questions: [
      {
        ask: '怎么预约',
        answer: '首页选医院，再选科室、医生和时间，选好给谁看病，付款后就约好了。',
      },
      {
        ask: '付款时退出来了怎么办',
        answer: '号会留一会儿。打开首页，最上面就是没付款的预约，倒计时结束前都可以接着付。',
      },
      {
        ask: '怎么取消，钱退到哪里',
        answer:
          '打开“我的预约”，点进这个预约，按“取消预约”。钱原路退回：零钱几分钟，银行卡 1–3 个工作日。',
      },
      {
        ask: '为什么不能取消',
        answer:
          '每家医院规定了最晚取消的时间，付款前会写明。过了时间不能在网上退；能不能退，请先打医院电话。',
      },
      {
        ask: '到医院怎么取号',
        answer: '打开这个预约，把取号凭证（8 位数字）或二维码给窗口看，并带上就诊人的证件。',
      },
      {
        ask: '号约满了怎么办',
        answer: '可以看看其他日期和医生。能候补的会写“可候补”，有人退号就按先后通知您。',
      },
      {
        ask: '网络不好，会不会约重了',
        answer: '不会。没有收到结果就再点一次：不会约两次，也不会扣两次钱。',
      },
      {
        ask: '给孩子预约',
        answer: '添加就诊人时填孩子的信息，再选一位大人做监护人；还没有大人，就在同一页里添加。',
      },
    ],
    open: -1,
  },

  onStaff() {
    wx.navigateTo({ url: '/packages/staff/home/home' });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  onOpen(event) {
    const { index } = event.currentTarget.dataset;
    this.setData({ open: this.data.open === index ? -1 : index });
  },
});
