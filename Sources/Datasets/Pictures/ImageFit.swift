import Specification

/// How an image of other proportions is brought to a size.
public enum ImageFit: String, Word {
  /// Fills the size; what stands over on two sides is cut off.
  case crop
  /// Lies within the size; two sides are filled up with black.
  case pad
  /// Is pulled to the size; proportions change.
  case stretch
}

extension Raster {
  /// The image brought to a size, as Pillow's `ImageOps.fit`, `ImageOps.pad` and `Image.resize`.
  ///
  /// - Parameters:
  ///   - height: the rows of the result.
  ///   - width: the columns of the result.
  ///   - fit: what happens to other proportions.
  ///   - filter: how neighbours are weighed.
  ///   - black: what numbers have for black.
  /// - Returns: an image of that size.
  func fitted(
    height: Int, width: Int, _ fit: ImageFit, _ filter: ResizeFilter, black: Float
  ) -> Raster {
    let (tall, wide) = (Double(self.height), Double(self.width))
    let ratio = wide / tall
    let wanted = Double(width) / Double(height)
    switch fit {
    case .stretch:
      return resized(rows: 0...tall, columns: 0...wide, height: height, width: width, filter)
    case .crop:
      let columns = ratio > wanted ? wanted * tall : wide
      let rows = ratio > wanted ? tall : wide / wanted
      let (top, left) = ((tall - rows) / 2, (wide - columns) / 2)
      return resized(
        rows: top...min(tall, top + rows), columns: left...min(wide, left + columns),
        height: height, width: width, filter)
    case .pad:
      let (rows, columns) =
        ratio > wanted
        ? (max(1, Int((tall / wide * Double(width)).rounded(.toNearestOrEven))), width)
        : (height, max(1, Int((wide / tall * Double(height)).rounded(.toNearestOrEven))))
      return resized(
        rows: 0...tall, columns: 0...wide, height: min(rows, height), width: min(columns, width),
        filter
      ).centred(height: height, width: width, black: black, isEven: true)
    }
  }
}
