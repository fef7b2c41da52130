import Datasets
import Files
import Foundation
import Numerics
import Specification
import TestSupport
import Testing

@Suite struct ImageFilesTests {
  private let workshop: DatasetWorkshop

  init() throws { workshop = try DatasetWorkshop() }

  private var folder: TemporaryFolder { workshop.folder }

  private func idx(_ shape: [Int], _ bytes: [UInt8], type: UInt8 = 8) -> [UInt8] {
    let lengths = shape.flatMap { length in [24, 16, 8, 0].map { UInt8(length >> $0 & 255) } }
    return [0, 0, type, UInt8(shape.count)] + lengths + bytes
  }

  @Test func npyBytesAreRead() throws {
    try workshop.write("x", count: 5, labels: [0, 1, 2, 1, 0])
    let dataset = try workshop.load(
      #"{ "train": { "images": "x.npy", "labels": "x-labels.npy" } }"#)
    let images = try #require(dataset[.train])
    #expect(images.shape == ImageShape(count: 5, height: 4, width: 4, channels: 3))
    #expect(images.labels == [0, 1, 2, 1, 0])
    #expect(images.isFloat == false)
    #expect(dataset.classCount == 3)
    let all = DatasetWorkshop.pixels(images.shape)
    #expect((0..<5).flatMap { images.bytes(of: $0) } == all)
    #expect(dataset[.test] == nil)
  }

  @Test func imagesWithoutChannelsAreGray() throws {
    try NPYFile.write([UInt8](0..<24), shape: [2, 3, 4], to: folder.path("x.npy"))
    let images = try #require(workshop.load(#"{ "train": { "images": "x.npy" } }"#)[.train])
    #expect(images.shape == ImageShape(count: 2, height: 3, width: 4, channels: 1))
    #expect(images.labels == nil)
    #expect(images.bytes(of: 1) == [UInt8](12..<24))
  }

  @Test func floatsAreUsedAsTheyAre() throws {
    let values: [Float] = [-1, -0.5, 0, 0.25, 0.5, 1, 2, -3]
    try NPYFile.write(values, shape: [2, 2, 2], to: folder.path("x.npy"))
    let dataset = try workshop.load(
      #"{ "train": { "images": "x.npy" }, "scale": [-1, 1], "padTo": 3 }"#)
    let images = try #require(dataset[.train])
    #expect(images.isFloat)
    #expect(
      images.matrix(scale: dataset.scale).elements == [
        -1, -0.5, -1, 0, 0.25, -1, -1, -1, -1,
        0.5, 1, -1, 2, -3, -1, -1, -1, -1,
      ])
    #expect(images.bytes(of: 1, scale: dataset.scale) == [191, 255, 0, 255, 0, 0, 0, 0, 0])
  }

  @Test func doublesAreRead() throws {
    let images = try #require(
      ImageFileFixture.load("files/images-f8.npy", #"{ "train": { "images": "FILE" } }"#)[.train])
    #expect(images.matrix(scale: .unit).elements == (0..<12).map { Float($0) / 8 })
  }

  @Test func idxIsReadPlainAndGzipped() throws {
    let plain = try ImageFileFixture.load(
      "files/images.idx", #"{ "train": { "images": "FILE" } }"#)
    let zipped = try ImageFileFixture.load(
      "files/images.idx.gz", #"{ "train": { "images": "FILE" } }"#)
    let npy = try ImageFileFixture.load(
      "files/images-u1.npy", #"{ "train": { "images": "FILE" } }"#)
    let images = try #require(plain[.train])
    #expect(images.shape == ImageShape(count: 2, height: 2, width: 3, channels: 1))
    #expect(images.bytes(of: 1) == [6, 7, 8, 9, 10, 11])
    #expect(zipped[.train]?.contentHash() == images.contentHash())
    #expect(npy[.train]?.contentHash() == images.contentHash())
  }

  @Test func idxLabelsAreRead() throws {
    try workshop.write("x", count: 3)
    try folder.write(idx([3], [7, 0, 9]), to: "labels")
    let dataset = try workshop.load(#"{ "train": { "images": "x.npy", "labels": "labels" } }"#)
    #expect(dataset[.train]?.labels == [1, 0, 2])
    #expect(dataset.classes == ["0", "7", "9"])
  }

  @Test func labelsThatDoNotFitAreErrors() throws {
    let text = #"{ "train": { "images": "x.npy", "labels": "x-labels.npy" } }"#
    try workshop.write("x", count: 5, labels: [0, 1, 0])
    #expect(
      workshop.complaint(text)
        == "dataset.train.labels: x-labels.npy: expected 5 labels, one for each image; the file has 3"
    )
    try workshop.write("x", count: 3)
    try NPYFile.write([1, 0.5, 1], shape: [3], to: folder.path("x-labels.npy"))
    #expect(
      workshop.complaint(text)
        == "dataset.train.labels: x-labels.npy: holds 0.5 for image 1, which is no whole number: "
        + "labels are classes, not measurements")
    try workshop.write("x-labels", count: 3)
    #expect(
      workshop.complaint(text) == "dataset.train.labels: x-labels.npy: has shape [3, 4, 4, 3]; "
        + "labels have shape [N]")
  }

  @Test func arraysThatAreNoImagesAreErrors() throws {
    func complaint(_ shape: [Int]) throws -> String? {
      let count = shape.reduce(1, *)
      try NPYFile.write([UInt8](repeating: 0, count: count), shape: shape, to: folder.path("x.npy"))
      return workshop.complaint(#"{ "train": { "images": "x.npy" } }"#)
    }
    let start = "dataset.train.images: x.npy: "
    #expect(
      try complaint([6])
        == start + "has shape [6]; images have shape [N, H, W, C] or [N, H, W]")
    #expect(try complaint([0, 4, 4]) == start + "holds no images: [0, 4, 4]")
    func advice(_ shape: [Int], _ words: String, _ expression: String) throws {
      #expect(
        try complaint(shape) == start + words + ": python3 -c \"import numpy as np; x = "
          + "np.load('x.npy'); np.save('x-converted.npy', \(expression))\"")
    }
    let last = "images have 1 or 3 channels, on the last axis; "
    try advice(
      [2, 3, 8, 8], "has shape [2, 3, 8, 8]; \(last)transpose it by (0, 2, 3, 1)",
      "x.transpose(0, 2, 3, 1)")
    try advice(
      [8, 8, 3, 2], "has shape [8, 8, 3, 2]; \(last)transpose it by (3, 0, 1, 2)",
      "x.transpose(3, 0, 1, 2)")
    try advice(
      [2, 8, 8, 4], "has shape [2, 8, 8, 4]; \(last)leave the opacity out", "x[..., :3]")
    let rows = "images have shape [N, H, W, C] or [N, H, W]; fold the rows"
    try advice([2, 49], "has shape [2, 49]; \(rows)", "x.reshape(-1, 7, 7)")
    try advice(
      [2, 48], "has shape [2, 48]; \(rows), in which colours follow one another as in CIFAR",
      "x.reshape(-1, 3, 4, 4).transpose(0, 2, 3, 1)")
    try NPYFile.write([1, .nan, 2, 3], shape: [1, 2, 2], to: folder.path("x.npy"))
    #expect(
      workshop.complaint(#"{ "train": { "images": "x.npy" } }"#) == start + "holds nan in image 0")
  }

  @Test func damagedFilesAreErrors() throws {
    func complaint(_ bytes: [UInt8]) throws -> String? {
      try folder.write(bytes, to: "x")
      return workshop.complaint(#"{ "train": { "images": "x" } }"#)?
        .replacing("dataset.train.images: x: ", with: "")
    }
    #expect(try complaint([]) == "is empty: an array in .npy, .npz or IDX is expected")
    #expect(
      try complaint([1, 2, 3])
        == "is of no format that is known by its first bytes: an array in .npy, .npz or IDX is expected"
    )
    #expect(
      try complaint([0, 0, 8]) == "is not an IDX file: it does not begin with two zero bytes")
    #expect(try complaint([0, 0, 8, 3, 0]) == "ends within its IDX header")
    #expect(
      try complaint(idx([2, 2], [1, 2, 3, 4], type: 13))
        == "is an IDX file [2, 2] of numbers of type >f4, of which only bytes are read; write it as .npy: "
        + "python3 -c \"import numpy as np; np.save('x.npy', np.fromfile('x', '>f4', "
        + "offset=12).reshape(2, 2))\"")
    #expect(
      try complaint([0, 0, 8, 9] + [UInt8](repeating: 0, count: 40))
        == "has 9 axes; IDX files with 1 to 4 are read")
    #expect(
      try complaint(idx([0xFFFF_FFFF, 0xFFFF_FFFF, 2], []))
        == "announces a shape of [4294967295, 4294967295], which no file can hold")
    #expect(try complaint(idx([2, 2, 2], [1, 2, 3])) == "ends after 19 of 24 bytes")
    #expect(
      try complaint(idx([1, 2, 2], [1, 2, 3, 4, 5])) == "has 1 bytes after the end of its array")
    let zipped = try Fixture.bytes("files/images.idx.gz")
    #expect(
      try complaint(zipped.dropLast(9))
        == "is cut: it ends after 28 uncompressed bytes, in mid-stream"
    )
    let bomb = try Fixture.bytes("files/bomb.idx.gz")
    #expect(try complaint(bomb) == "holds more than the 28 bytes its header announces")
  }

  @Test func npyCutInHalfIsAnError() throws {
    try workshop.write("x", count: 5)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path("x.npy")))
    try folder.write(Array(bytes.prefix(bytes.count / 2)), to: "x.npy")
    #expect(
      workshop.complaint(#"{ "train": { "images": "x.npy" } }"#)
        == "dataset.train.images: x.npy: ends after 184 of 368 bytes")
  }

  @Test func fileCutAfterItWasOpenedIsAnError() throws {
    try workshop.write("x", count: 5)
    let open = try workshop.open(#"{ "train": { "images": "x.npy" } }"#)
    truncate(folder.path("x.npy"), 100)
    #expect(throws: Problems.self) { try open.load() }
  }
}

/// Datasets whose file lies among the fixtures.
enum ImageFileFixture {
  static func load(_ name: String, _ text: String) throws -> Dataset {
    let (specification, _) = try DatasetWorkshop.read(text.replacing("FILE", with: name))
    return try specification.open(with: PathResolver(folders: [Fixture.path("")])).load()
  }
}
