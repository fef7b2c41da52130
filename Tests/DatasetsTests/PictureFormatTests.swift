import Datasets
import Files
import Numerics
import TestSupport
import Testing

@Suite struct PictureFormatTests {
  private static let hasJPEG = (try? JPEG.check("")) != nil

  private func expectSame(_ name: String, _ source: SourceLocation = #_sourceLocation) throws {
    let expected = try PictureFixture.read(name)
    let images = try #require(PictureFixture.dataset(name)[.train])
    #expect(
      images.shape
        == ImageShape(
          count: 1, height: expected.height, width: expected.width, channels: expected.channels),
      sourceLocation: source)
    #expect(images.bytes(of: 0) == expected.bytes, sourceLocation: source)
  }

  @Test(
    .enabled(if: hasJPEG, "libturbojpeg is not installed"),
    arguments: ["colour.jpg", "sharp.jpg", "gray.jpg", "progressive.jpg"])
  func jpegsAreReadAsPillowReadsThem(name: String) throws { try expectSame(name) }

  @Test(.enabled(if: hasJPEG, "libturbojpeg is not installed"), arguments: 1...8)
  func jpegsAreTurnedAsTheirCameraSays(orientation: Int) throws {
    try expectSame("turned-\(orientation).jpg")
  }

  @Test(arguments: ["gray.pgm", "colour.ppm", "text.pgm", "bits.pbm", "gamma.png"])
  func mapsAreReadAsPillowReadsThem(name: String) throws { try expectSame(name) }

  @Test func cmykIsRefused() throws {
    #expect {
      try PictureFixture.dataset("cmyk.jpg")
    } throws: {
      "\($0)".contains("is a JPEG file of 4 colours (CMYK), which is not read; convert it: python3")
    }
  }

  @Test(arguments: ["deep.png", "deep.pgm"])
  func sixteenBitsAreKept(name: String) throws {
    let words = try PictureFixture.json()[member: "read"][member: "deep"][member: "words"].integers
    let dataset = try PictureFixture.dataset(name, #", "scale": [-1, 1]"#)
    let images = try #require(dataset[.train])
    #expect(images.isFloat)
    #expect(
      images.matrix(scale: dataset.scale).elements == words.map { Float($0) / 65535 * 2 - 1 })
  }

  @Test func transparencyLiesOverTheGround() throws {
    let opacity = try PictureFixture.json()[member: "read"][member: "ink.png"][member: "opacity"]
      .integers.map { UInt8($0) }
    #expect(try PictureFixture.dataset("ink.png")[.train]?.bytes(of: 0) == opacity)
    #expect(
      try PictureFixture.dataset("ink.png", #", "ground": "black""#)[.train]?.bytes(of: 0)
        == opacity)
    let white = try PictureFixture.dataset("ink.png", #", "ground": "white""#)[.train]
    #expect(white?.bytes(of: 0) == opacity.map { _ in 255 })
  }

  @Test(.enabled(if: hasJPEG, "libturbojpeg is not installed"))
  func cutFilesAreRefusedAtEveryByte() throws {
    for name in ["colour.jpg", "gray.pgm", "text.pgm", "deep.png", "turned-6.jpg"] {
      let whole = try Fixture.bytes("pictures/\(name)")
      for count in stride(from: 0, to: whole.count - 2, by: max(1, whole.count / 40)) {
        let workshop = try DatasetWorkshop()
        try workshop.folder.write(Array(whole.prefix(count)), to: "images/\(name)")
        let complaint = workshop.complaint(#"{ "train": { "folder": "images" } }"#)
        // A text may be cut within its last number; the end of a PNG holds no pixels.
        let isHarmless = name == "text.pgm" || name == "deep.png" && count > whole.count - 20
        #expect(complaint != nil || isHarmless, "\(name) cut to \(count)")
      }
    }
  }

  @Test(.enabled(if: hasJPEG, "libturbojpeg is not installed"))
  func changedBytesNeverCrash() throws {
    var state: UInt64 = 7
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let workshop = try DatasetWorkshop()
    for name in ["colour.jpg", "turned-6.jpg", "gray.pgm", "bits.pbm", "deep.png", "ink.png"] {
      let whole = try Fixture.bytes("pictures/\(name)")
      for _ in 0..<60 {
        var bytes = whole
        for _ in 0..<1 + random(4) { bytes[random(bytes.count)] = UInt8(random(256)) }
        try workshop.folder.write(bytes, to: "images/a")
        _ = workshop.complaint(#"{ "train": { "folder": "images" } }"#)
      }
    }
    for name in ["packed.npz", "two.npz", "wide.npz", "images.npy.gz", "names.npy", "one-hot.npy"] {
      let whole = try Fixture.bytes("pictures/\(name)")
      for _ in 0..<60 {
        var bytes = whole
        for _ in 0..<1 + random(4) { bytes[random(bytes.count)] = UInt8(random(256)) }
        try workshop.folder.write(bytes, to: "a")
        _ = workshop.complaint(#"{ "train": { "images": "a", "labels": "a" } }"#)
        _ = workshop.complaint(#"{ "train": { "images": "a" } }"#)
      }
    }
  }
}
