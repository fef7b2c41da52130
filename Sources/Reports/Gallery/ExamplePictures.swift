import Datasets
import Experiments
import Figures
import Pipeline
import Runner

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
}
