/// The orientation that a camera writes beside its pixels: a TIFF directory inside a segment of the
/// JPEG file (Exif 2.3, section 4.6.2).
enum ExifOrientation {
  /// The value of the tag, 1 to 8; nil where there is none, or the directory is damaged.
  static func read(_ segment: UnsafeRawBufferPointer) -> Int? {
    guard segment.count >= 14, segment.prefix(6).elementsEqual(Array("Exif\0\0".utf8)) else {
      return nil
    }
    let tiff = UnsafeRawBufferPointer(rebasing: segment[6...])
    let isBig = tiff[0] == UInt8(ascii: "M")
    guard isBig || tiff[0] == UInt8(ascii: "I") else { return nil }
    func number(_ place: Int, _ size: Int) -> Int? {
      guard place >= 0, place + size <= tiff.count else { return nil }
      let bytes = tiff[place..<place + size]
      return (isBig ? Array(bytes) : bytes.reversed()).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(4, 4), let count = number(directory, 2) else { return nil }
    for entry in 0..<count {
      let place = directory + 2 + 12 * entry
      guard let tag = number(place, 2) else { return nil }
      // Its type is SHORT, so the value stands in the first two bytes of the field.
      if tag == 0x0112, let value = number(place + 8, 2), (1...8).contains(value) { return value }
    }
    return nil
  }
}
