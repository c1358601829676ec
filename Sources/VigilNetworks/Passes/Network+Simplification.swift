extension Network {
  /// The same network with all passes that are exact but for rounding: `folded()` and `Graph.reassociated()`.
  public func simplified() -> Network {
    let folded = folded()
    return Network(verified: folded.graph.reassociated(), folded.weights)
  }
}
