import Datasets
import Files
import Foundation
import Specification
import TestSupport
import Testing

@Suite struct ImageFolderTests {
  private let workshop: DatasetWorkshop
  private let text = #"{ "train": { "folder": "images" } }"#

  /// The formats that messages name.
  private let formats = "PNG, JPEG and PGM/PPM"

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
      PNG.encode(Bitmap(height: 2, width: 2, red: 1, green: 2, blue: 3)),
      to: "others/cow/a.png")
    let both = #"{ "train": { "folder": "images" }, "test": { "folder": "others" } }"#
    #expect(
      workshop.complaint(both) == "dataset.test: its class cow is not among those of train, which "
        + "are cat; rename them, or list all in \"classes\"")
  }

  @Test func whatIsWrongIsSaid() throws {
    let start = "dataset.train.folder: "
    let lacking = "holds no images that are read (\(formats)); it holds 1 file (1 .txt)"
    try workshop.folder.write([1], to: "images/notes.txt")
    #expect(workshop.complaint(text) == start + "images: " + lacking)
    try write("1.png", 1)
    let none = "is named as an image but is none that is read: these are \(formats)"
    try workshop.folder.write([1], to: "images/2.jpg")
    #expect(workshop.complaint(text) == start + "images/2.jpg: " + none)
    try workshop.folder.write(Array("GIF89a".utf8), to: "images/2.jpg")
    try workshop.folder.write(Array("GIF89a".utf8), to: "images/3.gif")
    #expect(
      workshop.complaint(text)?.hasPrefix(
        start
          + "images/2.jpg: is a GIF image (and 1 more like it in this folder), which is not read; "
          + "convert the folder: python3 -c") == true)
    try workshop.folder.remove("images/3.gif")
    try workshop.folder.remove("images/2.jpg")
    try write("3.png", 1, height: 5)
    #expect(
      workshop.complaint(text)
        == start
        + "images: holds images of 2 sizes, rows by columns: 1 of 2 x 2, 1 of 5 x 2 (the first "
        + "that differs is images/3.png); bring them to one: \"resize\": 32, or [height, width], or "
        + "\"padTo\": 5")
    try workshop.folder.write(Array("no picture".utf8), to: "images/3.png")
    #expect(
      workshop.complaint(text)
        == start + "images/3.png: " + none)
    try workshop.folder.write([0x89] + Array("PNG\r\n".utf8) + [0x1A, 0x0A, 0], to: "images/3.png")
    #expect(
      workshop.complaint(text)
        == start + "images/3.png: is not a PNG, or is cut within its header")
    try workshop.folder.remove("images/3.png")
    try write("sub/1.png", 1)
    #expect(
      workshop.complaint(text)
        == start
        + "images: holds both images and subfolders; it must be flat or one subfolder for each "
        + "class")
    try workshop.folder.remove("images/1.png")
    try workshop.folder.write([1], to: "images/empty/notes.txt")
    #expect(workshop.complaint(text) == start + "images/empty: " + lacking)
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

  private func notes(_ text: String) throws -> [String] {
    try workshop.open(text).notes.list.map {
      "\($0.note.kind): \($0.note.detail ?? "")"
    }
  }

  @Test func filesThatAreNoImagesArePassedOverAndCounted() throws {
    for name in ["cat/1.png", "cat/2", "dog/1.png"] { try write(name, 1) }
    for name in ["a.txt", "cat/b.txt", "dog/c.TXT", "dog/readme", "dog/Thumbs.db", ".DS_Store"] {
      try workshop.folder.write(Array("words".utf8), to: "images/\(name)")
    }
    try write("__MACOSX/cat/._1.png", 1)
    try write(".ipynb_checkpoints/1.png", 1)
    try write("dog/more/3.png", 1)
    try workshop.folder.makeFolder("images/fox")
    let dataset = try workshop.load(text)
    // The first bytes tell an image, not the name.
    #expect(dataset[.train]?.labels == [0, 0, 1])
    #expect(dataset.classes == ["cat", "dog"])
    #expect(
      try notes(text) == [
        "folder.files: 4 files (3 .txt, 1 without ending)", "folder.empty: fox",
        "folder.deeper: dog/more",
      ])
    try workshop.folder.remove("images/cat")
    try workshop.folder.remove("images/dog/1.png")
    #expect(workshop.complaint(text)?.contains("images/dog: holds no images") == true)
    try workshop.folder.remove("images/dog")
    try write("9.png", 9)
    #expect(try workshop.load(text)[.train]?.labels == nil)
  }

  @Test("A table of labels in the folder is known for what it is, and named where it is not used")
  func tableInTheFolder() throws {
    for number in 1...4 { try write("\(number).png", 1) }
    let rows = (1...4).map { "\($0).png,\($0 % 2 == 0 ? "even" : "odd")\n" }
    try workshop.folder.write(
      Array(("name,kind\n" + rows.joined()).utf8), to: "images/labels.csv")
    try workshop.folder.write(Array("a,b\nc,d\n".utf8), to: "images/other.csv")
    #expect(try notes(text) == ["folder.table: labels.csv", "folder.files: 1 file (1 .csv)"])
    let used =
      #"{ "train": { "folder": "images", "labels": "images/labels.csv", "fileColumn": "name", "#
      + #""labelColumn": "kind" } }"#
    #expect(try notes(used) == ["folder.files: 1 file (1 .csv)"])
    #expect(try workshop.load(used).classes == ["even", "odd"])
  }

  @Test func foldersAboveTheClassesAreToldFromThem() throws {
    try write("train/cat/1.png", 1)
    #expect(
      workshop.complaint(text)
        == "dataset.train.folder: images/train: holds no images that are read "
        + "(\(formats)); it holds subfolders: cat; name one of them, or the folder right above the images"
    )
  }

  @Test func linksAreFollowed() throws {
    try write("cat/1.png", 1)
    try workshop.folder.link("pets/tom", to: "images/cat")
    try workshop.folder.link("all", to: "pets")
    try workshop.folder.link("pets/tim/2.png", to: "images/cat/1.png")
    let linked = #"{ "train": { "folder": "all" } }"#
    let dataset = try workshop.load(linked)
    #expect(dataset.classes == ["tim", "tom"])
    #expect(try firstBytes(dataset[.train]) == [1, 1])
    #expect(
      try workshop.open(linked).splits[0].contents.map { ($0 as NSString).lastPathComponent }
        == ["2.png", "1.png"])
  }
}
