/** How long an access token lives, and with it the memory of the grant it came from. Ten minutes: no refresh here. */
export const TOKEN_LIFE_S = 600;
