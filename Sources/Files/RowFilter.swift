/// PNG's filters, which replace samples by their differences from a guess (PNG specification,
/// section 9), row by row.
struct RowFilter {
  private let bytesPerPixel: Int
  private var above: [UInt8]
  private var attempt: [UInt8]
  private var best: [UInt8]

  /// Begins an image.
  init(rowLength: Int, bytesPerPixel: Int) {
    self.bytesPerPixel = bytesPerPixel
    above = [UInt8](repeating: 0, count: rowLength)
    attempt = above
    best = above
  }

  /// Adds the type of the filter that makes the next row smallest, and what it makes of it.
  mutating func append(_ slice: ArraySlice<UInt8>, to result: inout [UInt8]) {
    let row = Array(slice)
    if row == above {
      // Enlarged images repeat their rows: nothing differs from the one above.
      result.append(2)
      result += repeatElement(0, count: row.count)
      return
    }
    var bestType: UInt8 = 0
    best = row
    var least = Self.cost(of: row)
    for type in UInt8(1)...4 {
      filter(row, type: type)
      let cost = Self.cost(of: attempt)
      guard cost < least else { continue }
      (bestType, least) = (type, cost)
      swap(&best, &attempt)
    }
    result.append(bestType)
    result += best
    above = row
  }

  private mutating func filter(_ row: [UInt8], type: UInt8) {
    let first = min(bytesPerPixel, row.count)
    for column in 0..<first {
      attempt[column] = row[column] &- Self.guess(0, above[column], 0, type: type)
    }
    switch type {
    case 1:
      for column in first..<row.count {
        attempt[column] = row[column] &- row[column - bytesPerPixel]
      }
    case 2:
      for column in first..<row.count { attempt[column] = row[column] &- above[column] }
    case 3:
      for column in first..<row.count {
        let sum = Int(row[column - bytesPerPixel]) + Int(above[column])
        attempt[column] = row[column] &- UInt8(truncatingIfNeeded: sum / 2)
      }
    default:
      for column in first..<row.count {
        let guess = Self.paeth(
          row[column - bytesPerPixel], above[column], above[column - bytesPerPixel])
        attempt[column] = row[column] &- guess
      }
    }
  }

  private static func guess(_ left: UInt8, _ up: UInt8, _ corner: UInt8, type: UInt8) -> UInt8 {
    switch type {
    case 1: left
    case 2: up
    case 3: UInt8((Int(left) + Int(up)) / 2)
    default: paeth(left, up, corner)
    }
  }

  private static func paeth(_ left: UInt8, _ up: UInt8, _ corner: UInt8) -> UInt8 {
    let estimate = Int(left) + Int(up) - Int(corner)
    let toLeft = abs(estimate - Int(left))
    let toUp = abs(estimate - Int(up))
    let toCorner = abs(estimate - Int(corner))
    if toLeft <= toUp && toLeft <= toCorner { return left }
    return toUp <= toCorner ? up : corner
  }

  private static func cost(of bytes: [UInt8]) -> Int {
    var sum = 0
    for byte in bytes { sum += Int(Int8(bitPattern: byte).magnitude) }
    return sum
  }
}
