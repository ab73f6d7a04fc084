/** From a scanned code to the page it stands for. */

/** What a desktop's sign-in shows as a code: its page, with the ticket of a login. */
const LOGIN = /^https?:\/\/[^/?#]+\/staff\/\?ticket=([0-9A-Za-z_-]{1,64})$/;

/** What a code of ours says: the kind of a place and its id. */
const SCENE = /^(h|d|dr)\.[0-9A-Za-z._:-]{1,29}$/;

/**
 * A scene as WeChat hands it over; empty when it is not the scene of any of our codes.
 * @param {string} encoded
 */
function decoded(encoded) {
  try {
    const scene = decodeURIComponent(encoded);
    return SCENE.test(scene) ? scene : '';
  } catch {
    return '';
  }
}

/**
 * A mini-program code carries its scene in a path, any other code is the scene itself.
 * @param {{path?: string, result: string}} scanned
 * @returns {string} empty when it is no code of ours
 */
function sceneOf(scanned) {
  const scene = /[?&]scene=([^&]*)/.exec(scanned.path || '');
  return decoded(scene ? scene[1] : encodeURIComponent(scanned.result || ''));
}

/**
 * The ticket of a scanned login, however WeChat hands the address over; empty when it is none.
 * @param {string} address may be encoded
 */
function ticketOf(address) {
  const found = [address, unencoded(address)].map((text) => LOGIN.exec(text)).find(Boolean);
  return found ? found[1] : '';
}

/** @param {string} text */
function unencoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/**
 * @param {import('../services/contracts').CatalogReply} found
 * @returns {string} the most particular page, empty when there is none
 */
function urlOf({ doctor, department, hospital }) {
  if (doctor) return `/pages/doctor/doctor?id=${doctor.id}`;
  if (department) return urlOfDepartment(department);
  return hospital ? `/pages/hospital/hospital?id=${hospital.id}` : '';
}

/**
 * A department with children has no doctors of its own: it is a group of departments on its hospital's page.
 * @param {import('../services/contracts').Department} department
 */
function urlOfDepartment({ id, hospital_id: hospital, has_children: parent }) {
  return parent
    ? `/pages/hospital/hospital?id=${hospital}&group=${id}`
    : `/pages/department/department?id=${id}&hospital=${hospital}`;
}

module.exports = { decoded, sceneOf, ticketOf, urlOf };
