module.exports = require('../service')('cloudwatch');
