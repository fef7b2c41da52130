import Specification

/// Formats that are not read, known by their first bytes, each with what to do about it.
struct ForeignFormat {
  /// What the file is: "a MATLAB file".
  let name: String
  /// What brings it into a form that is read, as it follows "; ".
  let advice: String

  /// How many bytes at the start of a file tell the format.
  static let markSize = 512

  /// Recognises a file; nil for one of no known format.
  ///
  /// - Parameters:
  ///   - start: the first bytes of the file, up to `markSize`.
  ///   - path: the file, for the command.
  ///   - size: its number of bytes.
  ///   - isArray: whether an array is looked for, so that text may be a table of pixels.
  ///   - root: the folder of the data set; else the one that the file lies in.
  init?(
    _ start: [UInt8], path: String, size: Int, isArray: Bool = true, in root: String? = nil
  ) {
    func begins(_ text: String, at place: Int = 0) -> Bool {
      start.dropFirst(place).starts(with: text.utf8)
    }
    let stem = Advice.stem(path)
    let folder = root ?? path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    let pictures = "convert the folder: " + Advice.pictures(in: folder)
    switch true {
    case begins("MATLAB 7.3 MAT-file"), begins("\u{89}HDF", at: 0),
      start.starts(with: [0x89, 0x48, 0x44, 0x46]):
      name = begins("MATLAB") ? "a MATLAB 7.3 file, which is HDF5" : "an HDF5 file"
      advice =
        "write its array as .npy: "
        + Advice.numpy(
          "import h5py; f = h5py.File(\(Advice.literal(path))); np.save(\(Advice.literal(stem + ".npy")), f[list(f)[0]][:])"
        )
    case begins("MATLAB 5.0 MAT-file"):
      name = "a MATLAB file"
      advice =
        "write its images, X [H, W, C, N] as in SVHN, as .npy: "
        + Advice.numpy(
          "import scipy.io; m = scipy.io.loadmat(\(Advice.literal(path))); "
            + "np.save(\(Advice.literal(stem + ".npy")), m['X'].transpose(3, 0, 1, 2))")
    case begins("PAR1"):
      name = "a Parquet file"
      advice =
        "write its images into a folder, by label: python3 -c \"import pandas, pathlib; "
        + "[(pathlib.Path(\(Advice.literal(stem)), str(r.label)).mkdir(parents=True, exist_ok=True), "
        + "pathlib.Path(\(Advice.literal(stem)), str(r.label), f'{i}.png').write_bytes(r.image['bytes'])) "
        + "for i, r in pandas.read_parquet(\(Advice.literal(path))).iterrows()]\""
    case start.count > 2 && start[0] == 0x80 && (2...5).contains(start[1]):
      name = "a Python pickle"
      advice =
        "write its images as .npy (of a dictionary, \"data\" as in CIFAR's): "
        + Advice.numpy(
          "import pickle; d = pickle.load(open(\(Advice.literal(path)), 'rb'), encoding='latin1'); "
            + "np.save(\(Advice.literal(stem + ".npy")), np.asarray(d['data']).reshape(-1, 3, 32, 32)"
            + ".transpose(0, 2, 3, 1) if isinstance(d, dict) else d)")
    case begins("RIFF") && begins("WEBP", at: 8):
      (name, advice) = ("a WebP image", pictures)
    case start.starts(with: [0x49, 0x49, 0x2A, 0]), start.starts(with: [0x4D, 0x4D, 0, 0x2A]):
      (name, advice) = ("a TIFF image", pictures)
    case begins("GIF8"): (name, advice) = ("a GIF image", pictures)
    case begins("BM") && start.count > 18 && start[14] == 40:
      (name, advice) = ("a BMP image", pictures)
    case begins("ftyp", at: 4)
      && (begins("avif", at: 8) || begins("heic", at: 8) || begins("mif1", at: 8)):
      (name, advice) = ("an AVIF or HEIC image", pictures)
    case begins("PK\u{3}\u{4}"):
      (name, advice) = ("a zip archive", "unpack it: unzip \(ShellText.word(path))")
    case begins("ustar", at: 257):
      (name, advice) = ("a tar archive", "unpack it: tar xf \(ShellText.word(path))")
    case begins("BZh"):
      (name, advice) = ("a bzip2 file", "unpack it: bunzip2 \(ShellText.word(path))")
    case start.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A]):
      (name, advice) = ("an xz file", "unpack it: unxz \(ShellText.word(path))")
    case begins("version https://git-lfs"):
      (name, advice) = ("a pointer of Git LFS, not the file itself", "fetch it: git lfs pull")
    case Self.isWebPage(start):
      name = "a web page, not data"
      advice = "the download failed or led to a form: open it, and download the file again"
    case isArray && path.hasSuffix(".bin") && size > 0 && size % 27648 == 0:
      name = "as long as images of STL-10"
      advice =
        "write them as .npy: "
        + Advice.numpy(
          "x = np.fromfile(\(Advice.literal(path)), 'u1').reshape(-1, 3, 96, 96); "
            + "np.save(\(Advice.literal(stem + ".npy")), x.transpose(0, 3, 2, 1))")
    case isArray && !start.isEmpty
      && start.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || (9...13).contains($0) }):
      name = "text"
      advice =
        "of a table of a label and pixels in each line, write images [N, 28, 28] as .npy: "
        + Advice.numpy(
          "t = np.loadtxt(\(Advice.literal(path)), delimiter=',', skiprows=1); "
            + "np.save(\(Advice.literal(stem + ".npy")), t[:, 1:].reshape(-1, 28, 28).astype('u1')); "
            + "np.save(\(Advice.literal(stem + "-labels.npy")), t[:, 0].astype(int))")
    default: return nil
    }
  }

  private static func isWebPage(_ start: [UInt8]) -> Bool {
    let text = String(decoding: start.drop { $0 <= 0x20 }.prefix(15), as: UTF8.self).lowercased()
    return text.hasPrefix("<!doctype html") || text.hasPrefix("<html")
  }
}

/// Commands that bring files into a form that is read, for messages.
enum Advice {
  /// A command of Python with NumPy, in which `np` is NumPy.
  static func numpy(_ statements: String) -> String {
    "python3 -c \"import numpy as np; \(statements)\""
  }

  /// A path as a text of Python in a command: between the double quotes of a shell.
  static func literal(_ path: String) -> String {
    var text = ""
    for character in path {
      switch character {
      case "\\": text += "\\\\\\\\"
      case "'": text += "\\\\'"
      case "\"", "$", "`": text += "\\" + String(character)
      default: text.append(character)
      }
    }
    return "'\(text)'"
  }

  /// A command that applies an expression of `x` to an array file.
  static func array(_ path: String, _ expression: String) -> String {
    numpy(
      "x = np.load(\(literal(path))); np.save(\(literal(stem(path) + "-converted.npy")), \(expression))"
    )
  }

  /// A command that writes all images of a folder as PNGs, in the same subfolders, beside it; what is no
  /// image, such as a table of labels, stays behind.
  static func pictures(in folder: String) -> String {
    "python3 -c \"import pathlib; from PIL import Image; a = pathlib.Path(\(literal(folder))); "
      + "b = pathlib.Path(\(literal(folder + "-png"))); "
      + "[((b / f.relative_to(a)).parent.mkdir(parents=True, exist_ok=True), "
      + "(lambda i: i.convert('RGB') if i.mode == 'CMYK' else i)(Image.open(f))"
      + ".save((b / f.relative_to(a)).with_suffix('.png'))) "
      + "for f in a.rglob('*') if f.suffix.lower() in Image.registered_extensions()]\""
  }

  /// A command that writes an image in red, green and blue in its place.
  static func colours(of path: String) -> String {
    "python3 -c \"from PIL import Image; i = Image.open(\(literal(path))).convert('RGB'); "
      + "i.save(\(literal(path)), quality=95)\""
  }

  /// A path without the ending of its file.
  static func stem(_ path: String) -> String {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    guard let point = path[slash...].lastIndex(of: "."), point != slash else { return path }
    return String(path[..<point])
  }
}
