extension Float {
  /// Rounded to the sixth decimal, as files store scores: 0.7, where a 32-bit float is 0.699999988079071.
  var stored: Double { (Double(self) * 1e6).rounded() / 1e6 }
}
