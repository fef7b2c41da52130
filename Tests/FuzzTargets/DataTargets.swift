import Datasets
import Figures
import Files
import Foundation
import NeuralNetworks
import Specification
import TestSupport

/// The formats of images, labels and weights.
enum DataTargets {
  static func all() throws -> [FuzzTarget] { try sources() + arrays() + pictures() + others() }

  /// Each file that the example of a source names, changed while the others stay.
  private static func sources() throws -> [FuzzTarget] {
    let files = try ExampleFiles.contents()
    return try SplitSources.kinds.filter { $0 is any ImageSource.Type }.flatMap { kind in
      let source = JSON.object([(kind.kind, .object(kind.example))])
      let named = kind.example.compactMap(\.1.string).filter { !$0.isEmpty && $0.contains("/") }
      return try named.map { path in
        let seed = files.first { $0.path == path || $0.path.hasPrefix(path + "/") }
        guard let seed else { throw MissingSeed(kind: kind.kind, path: path) }
        return FuzzTarget("\(kind.kind).\(named.firstIndex(of: path) ?? 0)", seeds: [seed.bytes]) {
          input, folder in
          for file in files { try folder.writeOnce(file.bytes, to: file.path) }
          defer { _ = try? folder.write(seed.bytes, to: seed.path) }
          try folder.write(input, to: seed.path)
          try open(source, in: folder)
        }
      }
    }
  }

  /// Everything that fixtures know of arrays, as images and as labels.
  private static func arrays() throws -> [FuzzTarget] {
    let endings = ["npy", "npz", "gz", "idx"]
    let seeds = try fixtures(in: ["files", "pictures"]) { endings.contains($0) }
    let table = Array(("label\n" + String(repeating: "cat\ndog\n", count: 6)).utf8)
    let images = JSON.object([("images", .string("input"))])
    let labelled = JSON.object([
      ("images", .string("faces/train.npy")), ("labels", .string("input")),
    ])
    let examples = try ExampleFiles.contents()
    let labels = examples.filter { $0.path.hasSuffix("labels.npy") }.map(\.bytes)
    return [
      FuzzTarget("array", seeds: seeds) { input, folder in
        try folder.write(input, to: "input")
        try open(images, in: folder)
      },
      FuzzTarget("labels", seeds: seeds + labels + [table]) { input, folder in
        for file in examples { try folder.writeOnce(file.bytes, to: file.path) }
        try folder.write(input, to: "input")
        try open(labelled, in: folder)
      },
    ]
  }

  private static func pictures() throws -> [FuzzTarget] {
    let endings = ["png", "jpg", "pgm", "ppm", "pbm"]
    let seeds = try fixtures(in: ["png", "pictures"]) { endings.contains($0) }
    let source = JSON.object([("folder", .string("pictures"))])
    return [
      FuzzTarget("picture", seeds: seeds) { input, folder in
        try folder.write(input, to: "pictures/1.png")
        try open(source, in: folder)
      }
    ]
  }

  /// Small fixtures with some endings.
  private static func fixtures(
    in folders: [String], where isWanted: (String) -> Bool
  ) throws -> [[UInt8]] {
    try folders.flatMap { folder in
      try FileManager.default.contentsOfDirectory(atPath: Fixture.path(folder)).sorted()
        .filter { isWanted(($0 as NSString).pathExtension) }
        .map { try Fixture.bytes("\(folder)/\($0)") }
    }.filter { $0.count < 1 << 16 }
  }

  private static func others() throws -> [FuzzTarget] {
    [
      FuzzTarget("gzip", seeds: [try Fixture.bytes("files/text.gz")]) { input, folder in
        let file = try MappedFile(path: folder.write(input, to: "input.gz"))
        _ = try Gzip.bytes(of: file, count: 1000)
      },
      FuzzTarget("safetensors", seeds: [try Fixture.bytes("weights/theirs.safetensors")]) {
        input, _ in
        _ = try SafeTensors.decode(input)
      },
      FuzzTarget("font", seeds: try fixtures(in: ["fonts"]) { ["ttf", "otf", "ttc"].contains($0) })
      {
        input, folder in
        let font = try OutlineFont(path: folder.write(input, to: "input.ttf"), index: 0)
        for character in "口回人\u{301}🙂漢字图像かな한글，".unicodeScalars {
          _ = try font.glyph(character)
        }
      },
    ]
  }

  /// Opens a source and reads its pixels, as planning does.
  private static func open(_ source: JSON, in folder: TemporaryFolder) throws {
    var problems = Problems()
    let json = JSON.object([("train", source)])
    let dataset = DatasetSpecification.read(json, at: JSONPath(), into: &problems)
    try problems.throwIfAny()
    let open = try dataset?.open(with: PathResolver(folders: [folder.path]))
    _ = try open?.content(of: .train)
  }
}

/// A source without an example file to make inputs of.
struct MissingSeed: Error, CustomStringConvertible {
  let kind: String
  let path: String

  var description: String {
    "the source \"\(kind)\" names \(path) in its example; add such a file to ExampleFiles"
  }
}

extension TemporaryFolder {
  /// Writes a file that is not there yet.
  func writeOnce(_ bytes: [UInt8], to name: String) throws {
    guard !FileManager.default.fileExists(atPath: path(name)) else { return }
    try write(bytes, to: name)
  }
}
