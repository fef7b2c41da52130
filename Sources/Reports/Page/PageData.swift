import Datasets
import Experiments
import Figures
import Files
import Foundation
import Pipeline
import Runner
import Specification

/// What the script of a page draws from: points, classes, and the images behind the points.
struct PageData {
  private let study: Study
  private var plots: [JSON] = []
  private var sheets: [JSON] = []
  private var known: [StageKey: Int] = [:]
  /// What was left out, in words.
  private(set) var notes: [String] = []

  /// Nothing yet.
  init(_ study: Study) { self.study = study }

  /// The whole as JSON that may stand in a page.
  var text: String {
    let colors = Palette.colors.map { color in
      JSON.string(
        "#"
          + [color.red, color.green, color.blue].map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
          }.joined())
    }
    let whole = JSON.object([
      ("colors", .array(colors)), ("plots", .array(plots)), ("sheets", .array(sheets)),
    ])
    // Nothing in it may end the element that holds it.
    return whole.canonical.replacing("<", with: "\\u003c").replacing("&", with: "\\u0026")
      .replacing("\u{2028}", with: "\\u2028").replacing("\u{2029}", with: "\\u2029")
  }

  /// Adds the plots of a figure, which show the same points.
  ///
  /// - Returns: its number.
  /// - Throws: what reading the images throws.
  mutating func add(_ group: [EmbeddingPlot]) throws -> Int {
    let first = group[0]
    let colored = first.truth == nil ? "cluster" : "true class"
    var views = [
      view(colored, title: first.truth == nil ? "clusters" : "true classes", first.shown)
    ]
    for plot in group {
      guard let predicted = plot.predictedClasses else { continue }
      let accuracy = plot.accuracy.map { ", accuracy \(Decimal.text($0, digits: 3))" } ?? ""
      let name = group.count > 1 ? plot.label : "predicted"
      views.append(view(name, title: name + accuracy, predicted))
    }
    let sheet = try sheet(of: first)
    plots.append(
      .object([
        ("classes", .array(first.classes.map { .string(VisibleText.line($0)) })),
        ("label", .string(VisibleText.line(group.map(\.label).joined(separator: ", ")))),
        ("maps", .array(first.maps.map(Self.map))), ("sheet", sheet.map(JSON.number) ?? .null),
        ("views", .array(views)),
      ]))
    return plots.count - 1
  }

  private func view(_ name: String, title: String, _ classes: [Int]) -> JSON {
    .object([
      ("name", .string(VisibleText.line(name))), ("title", .string(VisibleText.line(title))),
      ("classes", .array(classes.map { .number($0) })),
    ])
  }

  /// Points with one unit for both axes, as whole numbers from 0 to 9999.
  private static func map(_ map: EmbeddingPlot.Map) -> JSON {
    let finite = { (values: [Double]) in values.filter(\.isFinite) }
    let ends = [map.x, map.y].map { values -> (low: Double, size: Double) in
      let low = finite(values).min() ?? 0
      return (low, (finite(values).max() ?? 0) - low)
    }
    let size = max(ends[0].size, ends[1].size, .leastNormalMagnitude)
    func numbers(_ values: [Double], _ end: (low: Double, size: Double)) -> JSON {
      .array(
        values.map { value in
          let share = ((value - end.low) + (size - end.size) / 2) / size
          return .number(share.isFinite ? Int((9999 * min(1, max(0, share))).rounded()) : 0)
        })
    }
    return .object([
      ("title", .string(map.title)), ("x", numbers(map.x, ends[0])), ("y", numbers(map.y, ends[1])),
    ])
  }

  /// The number of the sheet with the images of a plot.
  private mutating func sheet(of plot: EmbeddingPlot) throws -> Int? {
    let experiment = study.rows[plot.row].experiment
    guard let trial = study.trial(of: plot.row), let key = trial.data[experiment.evaluation.split]
    else { return nil }
    if let sheet = known[key] { return sheet }
    let images = try ImageSet(storedAt: study.artefacts.path(key, ArtefactFile.images))
    guard let sheet = try ThumbnailSheet(images, scale: experiment.dataset.scale) else {
      return nil
    }
    if sheet.count < images.count {
      notes.append(
        "Of the \(images.count) \(plot.split) images this page holds the first \(sheet.count): the "
          + "other points show no image.")
    }
    let data = Data(sheet.png).base64EncodedString()
    sheets.append(
      .object([
        ("columns", .number(sheet.columns)), ("count", .number(sheet.count)),
        ("height", .number(sheet.height)), ("image", .string("data:image/png;base64,\(data)")),
        ("width", .number(sheet.width)),
      ]))
    known[key] = sheets.count - 1
    return sheets.count - 1
  }
}

/// Many small images in one picture, in lines from the top.
struct ThumbnailSheet {
  /// The images of a line.
  let columns: Int
  /// The rows of pixels of one image.
  let height: Int
  /// The columns of pixels of one image.
  let width: Int
  /// How many images are on it, from the first.
  let count: Int
  /// The file.
  let png: [UInt8]

  /// No side of an image is longer, in pixels.
  static let longestSide = 48
  /// No sheet has more samples: of 32 x 32 in colour it holds 1000 images.
  static let mostSamples = 3 << 20

  /// Puts images on a sheet, large ones made smaller by leaving out pixels; nil without any.
  ///
  /// - Parameters:
  ///   - images: the images.
  ///   - scale: what black and white are.
  /// - Throws: `PNGError` when the sheet cannot be written.
  init?(_ images: ImageSet, scale: PixelScale) throws {
    let longest = max(images.height, images.width)
    let step = max(1, (longest + Self.longestSide - 1) / Self.longestSide)
    let (height, width) = (images.height / step, images.width / step)
    let channels = images.channels == 1 ? 1 : 3
    guard height > 0, width > 0 else { return nil }
    let count = min(images.count, Self.mostSamples / (height * width * channels))
    guard count > 0 else { return nil }
    let columns = min(count, 40)
    let lines = (count + columns - 1) / columns
    let line = columns * width * channels
    var bytes = [UInt8](repeating: 0, count: lines * height * line)
    for index in 0..<count {
      guard let image = images.bitmap(of: index, scale: scale) else { continue }
      let left = index % columns * width * channels
      for row in 0..<height {
        let target = (index / columns * height + row) * line + left
        for column in 0..<width {
          let source = (row * step * image.width + column * step) * image.channels
          for channel in 0..<channels {
            bytes[target + column * channels + channel] =
              image.bytes[source + min(channel, image.channels - 1)]
          }
        }
      }
    }
    guard
      let sheet = Bitmap(
        height: lines * height, width: columns * width, channels: channels, bytes: bytes)
    else { return nil }
    self.columns = columns
    self.height = height
    self.width = width
    self.count = count
    png = try PNG.encode(sheet)
  }
}
