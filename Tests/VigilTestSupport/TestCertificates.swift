import Foundation

/// Certificates that are made for one test, by OpenSSL: an authority's, and one for `127.0.0.1` that it signed.
package struct TestCertificates {
  private let folder: TemporaryFolder

  /// Makes them.
  ///
  /// - Parameter address: For which address of a server the certificate is.
  package init(for address: String = "127.0.0.1") throws {
    folder = try TemporaryFolder()
    func openssl(_ arguments: String...) throws { try CommandLineTool.run("openssl", arguments) }
    try openssl(
      "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Test authority", "-keyout",
      folder.path("ca.key"), "-out", authority)
    try openssl(
      "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=test", "-keyout", key, "-out",
      folder.path("server.csr"))
    try Data("subjectAltName=IP:\(address)\n".utf8).write(to: folder.appending("names"))
    try openssl(
      "x509", "-req", "-in", folder.path("server.csr"), "-CA", authority, "-CAkey", folder.path("ca.key"),
      "-CAcreateserial", "-days", "2", "-extfile", folder.path("names"), "-out", certificate)
  }

  /// The authority's certificate.
  package var authority: String { folder.path("ca.pem") }
  /// The server's certificate.
  package var certificate: String { folder.path("server.pem") }
  /// The server's key.
  package var key: String { folder.path("server.key") }
}
