import Files
import Foundation
import Pipeline
import TestSupport
import Testing

/// Reports of sweeps that were really computed: what the options of a file change in them.
@Suite("Reports of computed sweeps")
struct LiveReportTests {
  private static func autoencoder(_ report: String, seeds: String = "[0, 1, 2]") -> String {
    """
    "model": { "autoencoder": { "encoder": ["flatten", { "linear": 24 }, "relu"], "latent": 8 } },
    "training": { "epochs": 2, "batchSize": 10 },
    "reduction": [{ "pca": { "dimensions": 3 } }], "clustering": { "kmeans": 2 },
    "sweep": { "grid": { "model.latent": [4, 8] } }, "seeds": \(seeds), "report": \(report)
    """
  }

  private static func classifier(_ report: String) -> String {
    """
    "model": { "classifier": [
      { "conv": 3, "kernel": 3 }, "relu", { "averagePool": 2 }, { "conv": 4, "kernel": 2 }, "relu",
      "flatten", { "linear": 2 }
    ] },
    "training": { "epochs": 2, "batchSize": 10 }, "seeds": [0], "report": \(report)
    """
  }

  @Test("Where the first seed failed, tables and figures come from those that live")
  func firstSeedFailed() throws {
    let whole = try LiveSweep(Self.autoencoder("{}"))
    let hurt = try LiveSweep(Self.autoencoder("{}"), failing: "latent 4, seed 0")
    let (text, figures) = try hurt.report()
    #expect(!text.contains("could not be drawn"))
    #expect(text.contains("1 of 6 trials failed; the notes below the table give the reasons."))
    #expect(text.contains("latent 4: 1 of 3 seeds failed: the loss is NaN (seed 0)."))
    #expect(figures.keys.sorted() == (try whole.report().figures.keys.sorted()))
    // Only the row that was hurt shows another seed: the one that a sweep without seed 0 shows.
    let late = try LiveSweep(Self.autoencoder("{}", seeds: "[1, 2]")).report()
    #expect(figures["embedding-latent-4.png"] == late.figures["embedding-latent-4.png"])
    #expect(
      figures["embedding-latent-8.png"] == (try whole.report().figures["embedding-latent-8.png"]))
    let captions = text.components(separatedBy: "\n").filter { $0.contains("in two dimensions") }
    #expect(captions.count == 2)
    #expect(captions[0].hasSuffix("Seed 1 is shown.") && captions[1].hasSuffix("Seed 0 is shown."))
    func row(_ report: String) -> String? {
      report.components(separatedBy: "\n").first { $0.hasPrefix("|           4 |") }
    }
    #expect(row(text)?.contains("\\[1\\]") ?? false)
    let numbers = row(text)?.replacing(" \\[1\\]", with: "").replacing(" ", with: "")
    #expect(numbers == row(late.text)?.replacing(" ", with: ""))
    // Two seeds in common are too few to call a lead clear, and the pictures of both rows say whose
    // they are.
    #expect(text.contains("with too few seeds in common to tell from chance"))
    #expect(!text.contains("| **"))
    #expect(text.contains("Shown are latent 4 seed 1; latent 8 seed 0."))
  }

  @Test("The file chooses the images, their split and their order")
  func images() throws {
    let chosen = #"{ "figures": ["reconstructions"], "images": [7, 2, 31] }"#
    let (text, figures) = try LiveSweep(Self.autoencoder(chosen, seeds: "[0]")).report()
    #expect(Array(figures.keys) == ["reconstructions.png"])
    #expect(text.contains("Images of the test set above their reconstructions"))
    let picture = try PNG.decode(try #require(figures["reconstructions.png"]))
    let places = [6, 1, 30].map { Self.columns(of: LiveSweep.test[$0], in: picture) }
    #expect(places.allSatisfy { $0.count == 1 }, "\(places)")
    #expect(places.compactMap(\.first) == places.compactMap(\.first).sorted())
    #expect(Self.columns(of: LiveSweep.test[0], in: picture).isEmpty)
    let trained = #"{ "figures": ["reconstructions"], "images": [1], "imagesFrom": "train" }"#
    let other = try LiveSweep(Self.autoencoder(trained, seeds: "[0]")).report()
    #expect(other.text.contains("Images of the training set above their reconstructions"))
  }

  @Test("An image that is not there is an error that says how many there are")
  func missingImage() throws {
    #expect {
      _ = try LiveSweep(Self.autoencoder(#"{ "images": [41] }"#))
    } throws: { "\($0)".contains("there are only 40 test images, no image 41") }
  }

  @Test("More figures than usual, fewer, and none; in the order of the file")
  func figures() throws {
    let usual = try LiveSweep(Self.autoencoder("{}", seeds: "[0]")).report()
    #expect(
      usual.figures.keys.sorted() == [
        "clusters.png", "curves.png", "embedding-latent-4.png", "embedding-latent-8.png",
        "examples.png", "reconstructions.png",
      ])
    let named = #""interpolation", "filters", "bars", "curves", "gallery", "scree""#
    let more = try LiveSweep(Self.autoencoder(#"{ "figures": [\#(named)] }"#, seeds: "[0]"))
      .report()
    #expect(
      more.figures.keys.sorted() == [
        "bars.png", "curves.png", "gallery-latent-4.png", "gallery-latent-8.png",
        "interpolation-latent-4.png", "interpolation-latent-8.png", "scree-latent-4.png",
        "scree-latent-8.png",
      ])
    // What is looked up is folded away, unless the file asks for it by name.
    #expect(usual.text.contains("Examples of the data</summary>\n\n![Examples of the data]"))
    let examples = #"{ "figures": ["examples"] }"#
    let asked = try LiveSweep(Self.autoencoder(examples, seeds: "[0]")).report().text
    #expect(asked.contains("![Examples of the data]") && !asked.contains("data</summary>"))
    let shown = more.text.components(separatedBy: "](figures/").dropFirst().map { $0.prefix(5) }
    #expect(shown == ["inter", "inter", "bars.", "curve", "galle", "galle", "scree", "scree"])
    let none = try LiveSweep(Self.autoencoder(#"{ "figures": [] }"#, seeds: "[0]"))
    #expect(throws: CocoaError.self) { try none.report() }
  }

  @Test("The file chooses the layers, which keep the numbers they have in the network")
  func layers() throws {
    let usual = try LiveSweep(Self.classifier(#"{ "figures": ["layers"] }"#))
    #expect(
      usual.layers == [
        "input", "layers.0 conv", "layers.2 averagePool", "layers.3 conv", "layers.6 linear",
        "softmax",
      ])
    let chosen = try LiveSweep(Self.classifier(#"{ "layers": ["layers.3", "layers.1"] }"#))
    // What is no output of the network gets no softmax.
    #expect(chosen.layers == ["input", "layers.1 relu", "layers.3 conv"])
    let (wide, narrow) = (try usual.report(), try chosen.report())
    #expect(wide.figures.keys.contains("layers-pca.png"))
    #expect(narrow.figures.keys.contains("layers-pca.png"))
    #expect(narrow.text.contains("40 test images after each layer, in two dimensions by PCA"))
    func height(_ figures: [String: [UInt8]]) throws -> Int {
      try PNG.decode(#require(figures["layers-pca.png"])).height
    }
    // Six panels take two lines, three take one.
    #expect(try Double(height(wide.figures)) > 1.7 * Double(height(narrow.figures)))
  }

  @Test("A layer that the network does not have is an error that names those it has")
  func missingLayer() throws {
    #expect {
      _ = try LiveSweep(Self.classifier(#"{ "figures": ["layers"], "layers": ["layers.77"] }"#))
    } throws: { error in
      "\(error)".contains(#"report.layers[0]: the network has no layer "layers.77""#)
    }
  }

  @Test("Without labels the points have the colours of their clusters")
  func withoutLabels() throws {
    let sweep = try LiveSweep(
      Self.autoencoder(#"{ "figures": ["embedding"] }"#, seeds: "[0]"), isLabelled: false)
    let (text, figures) = try sweep.report()
    #expect(
      text.contains("The 40 test images in two dimensions by PCA, coloured by cluster."))
    #expect(figures.count == 2)
  }

  /// Where an enlarged image begins in a picture, from the left; once for each place it stands at.
  private static func columns(of image: [UInt8], in picture: Bitmap) -> [Int] {
    var found: Set<Int> = []
    for factor in [8, 12, 16, 20, 24, 28] {
      for row in stride(from: 0, to: picture.height - 8 * factor, by: 3) {
        for column in 0..<max(0, picture.width - 8 * factor) {
          let isThere = image.indices.allSatisfy { pixel in
            let place = (row: row + pixel / 8 * factor + 3, column: column + pixel % 8 * factor + 3)
            return picture.color(row: place.row, column: place.column)
              == (image[pixel], image[pixel], image[pixel])
          }
          if isThere, !found.contains(where: { abs($0 - column) < factor }) { found.insert(column) }
        }
      }
    }
    return found.sorted()
  }
}
