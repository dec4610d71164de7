/** `李*`: enough for those who know the person. */
export const maskedName = (name: string): string => name.replaceAll(/(?<=.)./gu, '*');

/** `9901**********0427` */
export const maskedIdNumber = (idNumber: string): string => idNumber.replaceAll(/(?<=.{4}).(?=.{4})/g, '*');
