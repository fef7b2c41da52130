import Datasets
import Experiments
import Figures
import Files
import NeuralNetworks
import Pipeline
import Reduction
import Runner
import Specification

/// The data itself: a row of images of each class.
enum ExamplePictures: PictureMaker {
  static func suits(_ study: Study) -> Bool { true }

  static func pictures(of study: Study) throws -> [Picture] {
    let split = { (row: Int) in study.rows[row].experiment.evaluation.split }
    let shown = study.distinct(Array(study.rows.indices)) { $0.data[split($0.row)] }
    return try shown.map { row, trial, key in
      let labels = trial.hasLabels ? try study.artefacts.path(key, ArtefactFile.labels) : nil
      let images = try ImageSet(
        storedAt: study.artefacts.path(key, ArtefactFile.images), labels: labels)
      let names = trial.classNames.isEmpty ? nil : trial.classNames
      let scale = study.rows[row].experiment.dataset.scale
      let examples = ExampleImages(images, scale: scale, names: names)
      let label = study.label(of: row, among: shown.map(\.row))
      return Picture(
        name: "examples" + (label.isEmpty ? "" : "-\(Gallery.slug(label))"),
        title: "Examples of the data" + (label.isEmpty ? "" : ": \(label)"),
        caption: caption(images, split(row), examples),
        figure: ImageGrid(rows: examples.rows))
    }
  }

  private static func caption(
    _ images: ImageSet, _ split: SplitName, _ examples: ExampleImages
  ) -> String {
    let size =
      "\(images.count) \(split.words) images of \(images.height) x \(images.width) pixels "
      + (images.channels == 1 ? "in gray" : "in colour")
    guard images.labels != nil else { return "Some of the \(size); they have no labels." }
    let rest = examples.hidden > 0 ? " \(examples.hidden) more classes are not shown." : ""
    return
      "The first images of each class among the \(size); brackets hold the number of images of "
      + "each class.\(rest)"
  }

  static func obstacle(in plan: SweepPlan) -> String? {
    plan.trials.contains { $0.data[plan.sweep.rows[$0.row].experiment.evaluation.split] != nil }
      ? nil : "no stage reads the images that are scored"
  }
}

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
