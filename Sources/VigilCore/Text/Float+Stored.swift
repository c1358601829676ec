extension Float {
  /// As files keep a score, rounded to six decimals: 0.7, where the 32-bit float is 0.699999988079071.
  public var roundedForStorage: Double { (Double(self) * 1e6).rounded() / 1e6 }
}
