extension Float {
  /// As files keep a score, to the sixth decimal: 0.7, where a number of 32 bits is 0.699999988079071.
  var stored: Double { (Double(self) * 1e6).rounded() / 1e6 }
}
