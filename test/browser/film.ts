import { PNG } from 'pngjs';

/**
 * A film of one still picture, for a browser's fake camera: YUV4MPEG2 with one frame, 4:2:0, limited range (ITU-R
 * BT.601). Width and height of the picture are even.
 */
export function filmOf(picture: Buffer): Buffer {
  const { width, height, data } = PNG.sync.read(picture);
  const luma = Buffer.alloc(width * height);
  const [blueness, redness] = [Buffer.alloc(luma.length / 4), Buffer.alloc(luma.length / 4)];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const [red = 0, green = 0, blue = 0] = data.subarray(at * 4, at * 4 + 3);
      luma[at] = 16 + (66 * red + 129 * green + 25 * blue) / 256;
      if (x % 2 === 1 || y % 2 === 1) continue;
      const quarter = (y / 2) * (width / 2) + x / 2;
      blueness[quarter] = 128 + (-38 * red - 74 * green + 112 * blue) / 256;
      redness[quarter] = 128 + (112 * red - 94 * green - 18 * blue) / 256;
    }
  }
  const header = `YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420mpeg2\nFRAME\n`;
  return Buffer.concat([Buffer.from(header), luma, blueness, redness]);
}
