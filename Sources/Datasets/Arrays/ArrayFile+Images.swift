import Files

extension ArrayFile {
  /// The shape as images.
  ///
  /// - Throws: `FileError` when the array cannot be images, with a command that makes it so.
  func imageShape() throws(FileError) -> ImageShape {
    guard let element else { throw FileError(path, "holds strings, no images") }
    let axes = shape
    guard axes.allSatisfy({ $0 > 0 }) else { throw FileError(path, "holds no images: \(axes)") }
    guard axes.count == 3 || axes.count == 4 else {
      throw FileError(
        path, "has shape \(axes); images have shape [N, H, W, C] or [N, H, W]\(folding(axes))")
    }
    let channels = axes.count == 4 ? axes[3] : 1
    guard channels == 1 || channels == 3 else {
      throw FileError(
        path, "has shape \(axes); images have 1 or 3 channels, on the last axis\(turning(axes))")
    }
    guard [.uint8, .bool, .uint16, .float32, .float64].contains(element) else {
      throw FileError(
        path,
        "holds images of type \(element), of which it is not said what is black and what is white; "
          + (try conversion()))
    }
    return ImageShape(count: axes[0], height: axes[1], width: axes[2], channels: channels)
  }

  /// How integers become images, by the values there are.
  private func conversion() throws(FileError) -> String {
    guard case .integers(let values) = try elements(), let low = values.min(),
      let high = values.max()
    else { return "convert them to uint8 or float32" }
    if low >= 0, high <= 255 {
      return "they lie between \(low) and \(high), so write: "
        + Advice.array(path, "x.astype('uint8')")
    }
    return "they lie between \(low) and \(high); bring them to 0 to 1: "
      + Advice.array(path, "((x - \(low)) / \(max(1, high - low))).astype('float32')")
  }

  /// How rows of pixels become images.
  private func folding(_ axes: [Int]) -> String {
    guard axes.count == 2 else { return "" }
    func side(_ pixels: Int) -> Int? {
      let side = Int(Double(pixels).squareRoot().rounded())
      return side > 1 && side * side == pixels ? side : nil
    }
    if let side = side(axes[1]) {
      return "; fold the rows: " + Advice.array(path, "x.reshape(-1, \(side), \(side))")
    }
    guard axes[1] % 3 == 0, let side = side(axes[1] / 3) else { return "" }
    return "; fold the rows, in which colours follow one another as in CIFAR: "
      + Advice.array(path, "x.reshape(-1, 3, \(side), \(side)).transpose(0, 2, 3, 1)")
  }

  /// How the channels come to stand last.
  private func turning(_ axes: [Int]) -> String {
    let places = axes.indices.filter { axes[$0] == 1 || axes[$0] == 3 }
    let order: [Int]? =
      if places.contains(1) {
        [0, 2, 3, 1]
      } else if places.contains(2) {
        [3, 0, 1, 2]
      } else if places.contains(0) {
        [3, 1, 2, 0]
      } else {
        nil
      }
    if let order {
      let list = order.map(String.init).joined(separator: ", ")
      return "; transpose it by (\(list)): " + Advice.array(path, "x.transpose(\(list))")
    }
    switch axes[3] {
    case 4: return "; leave the opacity out: " + Advice.array(path, "x[..., :3]")
    case 2: return "; leave the opacity out: " + Advice.array(path, "x[..., :1]")
    default: return ""
    }
  }
}
