/// Small images of two classes that a small network tells apart: discs (class 0) and bars (class 1).
public enum DiscsAndBars {
  /// The pixels of an image, gray `[8, 8]`; the number moves the figure and draws the noise.
  public static func image(_ label: Int, number: Int) -> [UInt8] {
    (0..<64).map { pixel in
      let (row, column) = (pixel / 8, pixel % 8)
      let noise = UInt8(truncatingIfNeeded: (number * 31 + pixel * 17) % 40)
      let place = 2 + number / 2 % 4
      let isDisc = abs(row - place) + abs(column - place) < 3
      return (label == 0 ? isDisc : column == place) ? 220 + noise % 30 : noise
    }
  }
}
