/** Path of the token endpoint. */
export const TOKEN_PATH = '/oauth/token';
