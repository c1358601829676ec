import Foundation

/// Stands between clients and a broker, and cuts connections instead of passing on that the broker has taken an event.
package struct MQTTProxy {
  private let server: PythonServer

  /// Where it listens.
  package var port: Int { server.port }

  /// Starts it, on a free port.
  ///
  /// - Parameter cuts: How often it cuts; later it passes everything on.
  package init(before broker: MosquittoBroker, cuts: Int) throws {
    server = try PythonServer("mqtt_proxy", in: .module, ["\(broker.port)", "\(cuts)"])
  }
}
