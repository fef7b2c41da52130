import Datasets
import Figures
import Files

/// Some images of each class, as people look at a dataset first.
struct ExampleImages {
  /// The rows: one for each class, or of images without labels.
  let rows: [ImageGrid.Row]
  /// How many classes are not shown.
  let hidden: Int

  private static let mostClasses = 20
  private static let columns = 10

  /// Chooses the first images of each class; of images without labels, some at equal distances.
  ///
  /// - Parameters:
  ///   - images: the images.
  ///   - scale: what black and white are in numbers.
  ///   - names: the names of the classes, where they have any.
  init(_ images: ImageSet, scale: PixelScale, names: [String]?) {
    guard let labels = images.labels, let last = labels.max() else {
      let count = min(images.count, 3 * Self.columns)
      let chosen = (0..<count).map { $0 * images.count / count }
      rows = stride(from: 0, to: count, by: Self.columns).map { start in
        ImageGrid.Row(
          images: chosen[start..<min(count, start + Self.columns)].compactMap {
            images.bitmap(of: $0, scale: scale)
          })
      }
      hidden = 0
      return
    }
    var members = [[Int]](repeating: [], count: last + 1)
    var sizes = [Int](repeating: 0, count: last + 1)
    for (index, label) in labels.enumerated() {
      sizes[label] += 1
      if members[label].count < Self.columns { members[label].append(index) }
    }
    let classes = members.indices.filter { sizes[$0] > 0 }
    rows = classes.prefix(Self.mostClasses).map { label in
      let name = names.flatMap { label < $0.count ? $0[label] : nil } ?? String(label)
      return ImageGrid.Row(
        label: "\(name) (\(sizes[label]))",
        images: members[label].compactMap { images.bitmap(of: $0, scale: scale) })
    }
    hidden = max(0, classes.count - Self.mostClasses)
  }
}

extension ImageSet {
  /// One image to be drawn.
  func bitmap(of index: Int, scale: PixelScale) -> Bitmap? {
    Bitmap(
      height: height, width: width, channels: channels, bytes: bytes(of: index, scale: scale))
  }
}
