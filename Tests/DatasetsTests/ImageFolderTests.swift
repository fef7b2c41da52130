import Datasets
import Files
import TestSupport
import Testing

@Suite struct ImageFolderTests {
  private let workshop: DatasetWorkshop
  private let text = #"{ "train": { "folder": "images" } }"#

  init() throws { workshop = try DatasetWorkshop() }

  private func write(_ name: String, _ value: UInt8, height: Int = 2, channels: Int = 3) throws {
    let bytes = [UInt8](repeating: value, count: height * 2 * channels)
    let bitmap = try #require(
      Bitmap(height: height, width: 2, channels: channels, bytes: bytes))
    try workshop.folder.write(PNG.encode(bitmap), to: "images/\(name)")
  }

  private func firstBytes(_ images: ImageSet?) throws -> [UInt8] {
    let images = try #require(images)
    return (0..<images.count).map { images.bytes(of: $0)[0] }
  }

  @Test func flatFolderIsReadInNumericalOrder() throws {
    for (name, value) in [
      ("10.png", 10), ("2.png", 2), ("1.PNG", 1), ("002.png", 3), (".x.png", 9),
    ] {
      try write(name, UInt8(value))
    }
    try workshop.folder.write([1], to: "images/notes.txt")
    let images = try workshop.load(text)[.train]
    #expect(images?.shape == ImageShape(count: 4, height: 2, width: 2, channels: 3))
    #expect(images?.labels == nil)
    #expect(try firstBytes(images) == [1, 3, 2, 10])
  }

  @Test func subfoldersAreClasses() throws {
    for (name, value) in [("dog/a.png", 3), ("cat/b.png", 2), ("cat/a.png", 1)] {
      try write(name, UInt8(value))
    }
    let dataset = try workshop.load(text)
    #expect(dataset.classes == ["cat", "dog"])
    #expect(dataset[.train]?.labels == [0, 0, 1])
    #expect(try firstBytes(dataset[.train]) == [1, 2, 3])
  }

  @Test func grayStaysGrayUnlessOneIsColoured() throws {
    try write("1.png", 7, channels: 1)
    #expect(try workshop.load(text)[.train]?.channels == 1)
    let colours: [UInt8] = [9, 0, 1, 9, 0, 1, 9, 0, 1, 9, 0, 1]
    let bitmap = try #require(Bitmap(height: 2, width: 2, channels: 3, bytes: colours))
    try workshop.folder.write(PNG.encode(bitmap), to: "images/2.png")
    let images = try #require(workshop.load(text)[.train])
    #expect(images.channels == 3)
    #expect(images.bytes(of: 0) == [UInt8](repeating: 7, count: 12))
    #expect(images.bytes(of: 1) == colours)
  }

  @Test func splitsMustAgreeOnTheClasses() throws {
    try write("cat/a.png", 1)
    try workshop.folder.write(
      PNG.encode(#require(Bitmap(height: 2, width: 2, channels: 1, bytes: [1, 2, 3, 4]))),
      to: "others/cow/a.png")
    let both = #"{ "train": { "folder": "images" }, "test": { "folder": "others" } }"#
    #expect(
      workshop.complaint(both)?.contains("its classes are cow; those of train are cat") == true)
  }

  @Test func whatIsWrongIsSaid() throws {
    let start = "dataset.train.folder: "
    try workshop.folder.write([1], to: "images/notes.txt")
    #expect(workshop.complaint(text) == start + "images: holds no PNGs")
    try write("1.png", 1)
    try workshop.folder.write([1], to: "images/2.jpg")
    #expect(workshop.complaint(text) == start + "images/2.jpg: only PNGs are read; convert it")
    try workshop.folder.remove("images/2.jpg")
    try write("3.png", 1, height: 5)
    #expect(
      workshop.complaint(text)
        == start + "images/3.png: is 2 x 5, but the first image is 2 x 2")
    try workshop.folder.write(Array("no picture".utf8), to: "images/3.png")
    #expect(
      workshop.complaint(text)
        == start + "images/3.png: is not a PNG, or is cut within its header")
    try workshop.folder.remove("images/3.png")
    try write("sub/1.png", 1)
    #expect(
      workshop.complaint(text)
        == start + "images: holds both PNGs and subfolders; it must be flat or one per class")
    try workshop.folder.remove("images/1.png")
    try workshop.folder.write([1], to: "images/empty/notes.txt")
    #expect(workshop.complaint(text) == start + "images/empty: holds no PNGs")
    #expect(
      workshop.complaint(#"{ "train": { "folder": "images/empty/notes.txt" } }"#)
        == start + "images/empty/notes.txt: is not a folder")
  }

  @Test func cutPNGIsFoundWhenItIsRead() throws {
    try write("1.png", 1)
    let whole = try MappedFile(path: workshop.folder.path("images/1.png"))
      .withUnsafeBytes { Array($0) }
    try workshop.folder.write(whole.dropLast(20), to: "images/1.png")
    let open = try workshop.open(text)
    #expect(open.splits.map(\.shape.count) == [1])
    #expect(
      workshop.complaint(text)?.hasPrefix("dataset.train.folder: images/1.png: damaged") == true)
  }
}
