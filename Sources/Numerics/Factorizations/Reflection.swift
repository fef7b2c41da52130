import CKernels

/// Householder reflections I - t v v', where v is one at its pivot (Golub and Van Loan: "Matrix
/// Computations", 4th edition, 5.1.2).
enum Reflection {
  /// Below this the square of a length has lost digits.
  private static let smallestSquare = 0x1p-900

  /// Finds the reflection that turns a vector, its pivot and `count` numbers beside, into a multiple of
  /// the pivot's unit vector.
  ///
  /// The numbers become v without its pivot, which is one, and the pivot that multiple.
  /// - Returns: t, in 1 ... 2; 0 where the numbers are zeros, so that nothing has to be reflected.
  static func find(
    pivot: inout Double, beside numbers: UnsafeMutablePointer<Double>, count: Int
  ) -> Double {
    let tail = Double.kernels.sum_of_squares(count, numbers)
    if tail + pivot * pivot < smallestSquare {
      return findSmall(pivot: &pivot, beside: numbers, count: count)
    }
    guard tail > 0 else { return 0 }
    let length = (pivot * pivot + tail).squareRoot()
    let image = pivot < 0 ? length : -length
    Double.kernels.scale(count, 1 / (pivot - image), numbers, numbers)
    let factor = (image - pivot) / image
    pivot = image
    return factor
  }

  /// The same for a vector whose squares underflow.
  private static func findSmall(
    pivot: inout Double, beside numbers: UnsafeMutablePointer<Double>, count: Int
  ) -> Double {
    let largest = (0..<count).reduce(abs(pivot)) { max($0, abs(numbers[$1])) }
    guard largest > 0 else { return 0 }
    let power = PowerOfTwo(normalizing: largest)
    for place in 0..<count { numbers[place] = power.scaling(numbers[place]) }
    var scaled = power.scaling(pivot)
    let factor = find(pivot: &scaled, beside: numbers, count: count)
    pivot = power.unscaling(scaled)
    return factor
  }
}
