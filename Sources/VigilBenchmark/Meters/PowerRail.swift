import VigilCore

/// One supply line or energy counter, and where it is read.
struct PowerRail: Hashable, Sendable {
  /// The content of its file, in units of which one is `scale` watts or joules.
  enum Quantity: Hashable, Sendable {
    /// Power now.
    case power(file: String, scale: Double)
    /// Voltage and current now; their product counts, whatever the direction of the current.
    case product(voltage: String, current: String, scale: Double)
    /// Energy since some moment; wraps around to 0 after `range` joules.
    case energy(file: String, scale: Double, range: Double)
  }

  var name: String
  var quantity: Quantity

  /// The files that are read.
  var files: [String] {
    switch quantity {
    case .power(let file, _), .energy(let file, _, _): [file]
    case .product(let voltage, let current, _): [voltage, current]
    }
  }

  /// Watts now, or joules so far.
  func reading(_ tree: SystemTree) throws(SystemTree.Absence) -> Double {
    switch quantity {
    case .power(let file, let scale): abs(try tree.number(file)) * scale
    case .energy(let file, let scale, _): try tree.number(file) * scale
    case .product(let voltage, let current, let scale):
      abs(try tree.number(voltage) * tree.number(current)) * scale
    }
  }
}
