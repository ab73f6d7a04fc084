const network = require('./services/network');
const request = require('./services/request');

App({
  onLaunch() {
    request.start();
    network.start();
  },
});
