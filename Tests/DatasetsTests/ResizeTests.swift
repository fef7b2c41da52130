import Datasets
import Files
import Numerics
import Specification
import TestSupport
import Testing

@Suite struct ResizeTests {
  @Test func resizingIsPillows() throws {
    let cases = try PictureFixture.json()[member: "resized"].elements ?? []
    #expect(cases.count == 48)
    var largest = 0
    for entry in cases {
      let source = try #require(entry["source"]?.string)
      let expected = try PictureFixture.expected(entry, channels: source == "gray.png" ? 1 : 3)
      let filter = try #require(entry["filter"]?.string)
      let fit = try #require(entry["fit"]?.string)
      let images = try #require(
        PictureFixture.dataset(
          source,
          #"""
          , "resize": [\#(expected.height), \#(expected.width)], "fit": "\#(fit)",
          "filter": "\#(filter)"
          """#)[.train])
      let bytes = images.bytes(of: 0)
      try #require(bytes.count == expected.bytes.count)
      let difference = zip(bytes, expected.bytes).map { abs(Int($0) - Int($1)) }.max() ?? 255
      #expect(difference <= 1, "\(source) \(fit) \(filter) \(expected.height) x \(expected.width)")
      largest = max(largest, difference)
    }
    #expect(largest <= 1)
  }

  @Test func colourBecomesGrayAsPillowsDoes() throws {
    let expected = try PictureFixture.read("colour as gray")
    let images = try #require(
      PictureFixture.dataset("colour.png", #", "channels": "gray""#)[.train])
    #expect(images.channels == 1)
    #expect(images.bytes(of: 0) == expected.bytes)
    let back = try #require(PictureFixture.dataset("gray.png", #", "channels": "rgb""#)[.train])
    let gray = try #require(PictureFixture.dataset("gray.png")[.train])
    #expect(back.bytes(of: 0) == gray.bytes(of: 0).flatMap { [$0, $0, $0] })
  }

  @Test func arraysAreResizedAsPicturesAre() throws {
    let workshop = try DatasetWorkshop()
    try workshop.folder.write(Fixture.bytes("pictures/colour.png"), to: "images/a.png")
    let folder = try #require(
      workshop.load(#"{ "train": { "folder": "images" }, "resize": 9 }"#)[.train])
    let whole = try #require(workshop.load(#"{ "train": { "folder": "images" } }"#)[.train])
    try NPYFile.write(
      whole.bytes(of: 0), shape: [1, whole.height, whole.width, 3],
      to: workshop.folder.path("x.npy"))
    let array = try #require(
      workshop.load(#"{ "train": { "images": "x.npy" }, "resize": 9 }"#)[.train])
    #expect(array.shape == ImageShape(count: 1, height: 9, width: 9, channels: 3))
    #expect(array.contentHash() == folder.contentHash())
    // Numbers are resized without rounding, within half a step of bytes for each pass.
    try NPYFile.write(
      whole.bytes(of: 0).map { Float($0) / 255 }, shape: [1, whole.height, whole.width, 3],
      to: workshop.folder.path("f.npy"))
    let floats = try #require(
      workshop.load(#"{ "train": { "images": "f.npy" }, "resize": 9 }"#)[.train])
    let difference =
      zip(floats.matrix(scale: .unit).elements, array.matrix(scale: .unit).elements)
      .map { abs($0 - $1) }.max() ?? 1
    #expect(difference <= 1 / 255)
  }

  @Test func mixedSizesAreRefusedWithTheCure() throws {
    let workshop = try DatasetWorkshop()
    for (name, side) in [("1", 4), ("2", 4), ("3", 6)] {
      try workshop.folder.write(
        PNG.encode(Bitmap(height: side, width: 4, red: 9, green: 8, blue: 7)),
        to: "images/\(name).png")
    }
    let text = #"{ "train": { "folder": "images" }"#
    #expect(
      workshop.complaint("\(text) }")
        == "dataset.train.folder: images: holds images of 2 sizes, rows by columns: 2 of 4 x 4, "
        + "1 of 6 x 4 (the first that differs is images/3.png); bring them to one: \"resize\": 32, or "
        + "[height, width], or \"padTo\": 6")
    let padded = try #require(workshop.load(#"\#(text), "padTo": 6 }"#)[.train])
    #expect(padded.shape == ImageShape(count: 3, height: 6, width: 6, channels: 3))
    #expect(padded.bytes(of: 0).prefix(18).allSatisfy { $0 == 0 })
    #expect(padded.bytes(of: 0)[21..<24] == [9, 8, 7])
    let resized = try #require(workshop.load(#"\#(text), "resize": [5, 3] }"#)[.train])
    #expect(resized.shape == ImageShape(count: 3, height: 5, width: 3, channels: 3))
  }

  @Test(arguments: [
    (#""resize": 0"#, "out of range"), (#""resize": [1, 2, 3]"#, "expected number of pixels"),
    (#""resize": 9000"#, "out of range"), (#""resize": "big""#, "expected number of pixels"),
    (#""fit": "crop""#, "give a size"), (#""filter": "lanczos""#, "give a size"),
    (#""resize": 8, "fit": "corp""#, #"did you mean "crop"?"#),
    (#""resize": 8, "padTo": 4"#, "do not fit into 4 x 4"),
    (#""channels": 3"#, "expected"), (#""ground": "grey""#, "not known"),
  ])
  func whatIsWrongIsSaid(text: String, message: String) throws {
    let workshop = try DatasetWorkshop()
    try workshop.write("x", count: 2, side: 4)
    let complaint = workshop.complaint(#"{ "train": { "images": "x.npy" }, \#(text) }"#) ?? ""
    #expect(complaint.contains(message), "\(complaint)")
  }
}
