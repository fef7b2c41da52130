/// Sizes in words.
public enum ByteCount {
  /// `12.5 KB`, `3.0 MB`, `1.2 GB`.
  public static func text(_ bytes: Int) -> String {
    switch bytes {
    case ..<(1 << 20): "\(Decimal.text(Double(bytes) / 1024, digits: 1)) KB"
    case ..<(1 << 30): "\(Decimal.text(Double(bytes) / 1_048_576, digits: 1)) MB"
    default: "\(Decimal.text(Double(bytes) / 1_073_741_824, digits: 1)) GB"
    }
  }
}
