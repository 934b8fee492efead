module.exports = require('../service')('cloudwatchlogs');
