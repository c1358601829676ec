import Foundation

/// Stands between clients and a broker, and cuts connections instead of passing on that the broker has taken an event, or keeps to itself
/// that it has taken anything.
package struct MQTTProxy {
  private let server: PythonServer

  /// Where it listens.
  package var port: Int { server.port }

  /// Starts it, on a free port.
  ///
  /// - Parameters:
  ///   - cuts: How often it cuts; later it passes everything on.
  ///   - silent: In how many connections, from the first on, it passes on no acknowledgement.
  package init(before broker: MosquittoBroker, cuts: Int = 0, silent: Int = 0) throws {
    server = try PythonServer("mqtt_proxy", in: .module, ["\(broker.port)", "\(cuts)", "\(silent)"])
  }
}
