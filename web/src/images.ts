/** Image files, made such that the server takes them. */

const TAKEN = ['image/png', 'image/jpeg', 'image/bmp'];
/** Pixels of the longer side of what is made smaller. */
const LONGEST = 512;

/** The bytes of the file; those of a smaller PNG of it if the file is too large or of another kind. */
export async function acceptable(file: File, mostBytes: number): Promise<Uint8Array> {
  if (TAKEN.includes(file.type) && file.size <= mostBytes) return new Uint8Array(await file.arrayBuffer());
  let image: ImageBitmap;
  try {
    image = await createImageBitmap(file);
  } catch {
    // The server says what is wrong with it, if it can be sent.
    return new Uint8Array(await file.arrayBuffer());
  }
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const pen = canvas.getContext('2d');
  // What is transparent is paper.
  if (pen !== null) {
    pen.fillStyle = 'white';
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  }
  image.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error(`${file.name}: this browser cannot make it smaller`);
  return new Uint8Array(await blob.arrayBuffer());
}
