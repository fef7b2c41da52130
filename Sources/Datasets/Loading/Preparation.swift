/// What is done to every image of a dataset when it is read.
public struct Preparation: Sendable, Equatable {
  /// What black and white become.
  var scale = PixelScale.unit
  /// What lies under transparent pixels.
  var ground = Ground.black
  /// The channels that images are brought to; as they are when nil.
  var channels: ColourChoice?
  /// The size that images are brought to; as they are when nil.
  var resize: ImageExtent?
  /// What happens to other proportions.
  var fit = ImageFit.crop
  /// How neighbours are weighed.
  var filter = ResizeFilter.bilinear
  /// The side of the square that images are padded to.
  var padTo: Int?

  /// Whether the stored samples of images of a shape are used as they are.
  func leaves(_ shape: ImageShape) -> Bool {
    prepared(shape) == shape
  }

  /// The shape that images of a shape have afterwards, padding left aside.
  func prepared(_ shape: ImageShape) -> ImageShape {
    ImageShape(
      count: shape.count, height: resize?.height ?? shape.height,
      width: resize?.width ?? shape.width, channels: channels?.count ?? shape.channels)
  }

  /// One image as it is to be: channels first, then size, then padding.
  ///
  /// - Parameters:
  ///   - raster: the image as it is stored.
  ///   - shape: the shape all images have in the end.
  /// - Returns: the image; nil when it does not come to that shape.
  func prepare(_ raster: Raster, for shape: ImageShape) -> Raster? {
    var result = raster.converted(toChannels: shape.channels)
    if let resize {
      result = result.fitted(
        height: resize.height, width: resize.width, fit, filter, black: scale.low)
    }
    let isWhole = result.height == shape.height && result.width == shape.width
    let isWithin = result.height <= shape.height && result.width <= shape.width
    guard isWhole || padTo != nil && isWithin else { return nil }
    return result.centred(height: shape.height, width: shape.width, black: scale.low)
  }
}
