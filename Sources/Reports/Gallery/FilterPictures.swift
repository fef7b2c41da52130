import Experiments
import Figures
import Files
import NeuralNetworks
import Pipeline

/// The filters of the first convolution.
enum FilterPictures: PictureMaker {
  private static let columns = 16

  static func suits(_ study: Study) -> Bool { false }

  static func pictures(of study: Study) throws -> [Picture] {
    let rows = study.distinct(study.shownRows()) { $0.train }
    return try rows.compactMap { row, _, key in
      let path = try study.artefacts.path(key, ArtefactFile.weights)
      let weights = try SafeTensors.decode(StoredFile.bytes(at: path)).weights
      guard let filters = weights.tensors.first(where: { $0.shape.count == 4 }) else { return nil }
      let label = study.label(of: row, among: rows.map(\.row))
      let slug = Gallery.slug(label)
      return Picture(
        name: slug.isEmpty ? "filters" : "filters-\(slug)",
        title: "Filters of the first layer", panel: label,
        caption: "The \(filters.shape[0]) filters of the first convolution, each stretched to the "
          + "full range of brightness." + study.seedNote(of: row),
        figure: ImageGrid(title: label, images: bitmaps(of: filters), columns: columns))
    }
  }

  /// Filters `[out, in, height, width]` as pictures; of other than three channels only the first is
  /// shown.
  private static func bitmaps(of tensor: Weights.Tensor) -> [Bitmap] {
    let (count, inputs) = (tensor.shape[0], tensor.shape[1])
    let (height, width) = (tensor.shape[2], tensor.shape[3])
    let channels = inputs == 3 ? 3 : 1
    return (0..<count).compactMap { filter in
      let start = filter * inputs * height * width
      let values = (0..<height * width).flatMap { position in
        (0..<channels).map { tensor.values[start + $0 * height * width + position] }
      }
      return Bitmap(height: height, width: width, channels: channels, values: values)
    }
  }
}
