/// Commands that bring files into a form that is read, for messages.
enum Advice {
  /// A command of Python with NumPy, in which `np` is NumPy.
  static func numpy(_ statements: String) -> String {
    "python3 -c \"import numpy as np; \(statements)\""
  }

  /// A command that applies an expression of `x` to an array file.
  static func array(_ path: String, _ expression: String) -> String {
    numpy("x = np.load('\(path)'); np.save('\(stem(path))-converted.npy', \(expression))")
  }

  /// A command that writes all images of a folder as PNGs, in the same subfolders, beside it.
  static func pictures(in folder: String) -> String {
    "python3 -c \"import pathlib; from PIL import Image; a = pathlib.Path('\(folder)'); "
      + "b = pathlib.Path('\(folder)-png'); "
      + "[((b / f.relative_to(a)).parent.mkdir(parents=True, exist_ok=True), "
      + "Image.open(f).save((b / f.relative_to(a)).with_suffix('.png'))) "
      + "for f in a.rglob('*.*') if f.is_file()]\""
  }

  /// A path without the ending of its file.
  static func stem(_ path: String) -> String {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    guard let point = path[slash...].lastIndex(of: "."), point != slash else { return path }
    return String(path[..<point])
  }
}
