// `session.client('ServiceName')` would look its class up here. The provider builds SDK v3 clients from
// `session.configuration` instead, so there is none.
module.exports = {};
