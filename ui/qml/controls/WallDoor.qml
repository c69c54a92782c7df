import QtQuick
import QtQuick.Templates as T
import ".."

// One door of the wall.
T.AbstractButton {
    id: door

    required property int number
    required property real cellX
    required property real cellY
    required property real cellWidth
    required property real cellHeight
    required property string look
    required property string glyph
    required property string words
    required property bool chosen
    property real unit: 4
    property bool selectable: false
    // The number of a lit door as large as its door allows.
    property bool large: !selectable
    readonly property bool lit: look === "lit"
    readonly property bool marked: lit || look === "fault" || chosen
    readonly property color tint: lit ? Theme.inkOnHatch : look === "fault" ? Theme.alarm : look === "" ? Theme.softOnSteel : Theme.ink

    objectName: selectable ? "door-" + number : ""
    enabled: selectable
    focusPolicy: selectable ? Qt.TabFocus : Qt.NoFocus
    z: chosen ? 3 : marked ? 2 : 1
    text: number
    Accessible.role: selectable ? Accessible.Button : Accessible.Graphic
    Accessible.name: words ? number + ", " + words : text
    Accessible.onPressAction: click()
    Keys.onReturnPressed: click()
    Keys.onEnterPressed: click()

    background: Item {
        Rectangle {
            id: leaf

            anchors.fill: parent
            anchors.margins: door.marked ? -door.unit * 0.5 : door.unit
            radius: door.marked ? door.unit : door.unit / 2
            color: door.lit ? Theme.hatch : door.look === "next" || door.look === "fault" || door.chosen ? Theme.card : Theme.steel
            border.color: door.look === "fault" && !door.chosen ? Theme.alarm : Theme.ink
            border.width: door.chosen ? door.unit * 2 : door.marked ? door.unit * 1.25 : door.look === "next" ? Math.max(1, door.unit * 0.75) : 0

            SequentialAnimation on scale {
                running: door.lit && Theme.motion && !door.selectable
                loops: 2
                NumberAnimation {
                    to: 1.07
                    duration: Theme.pulse
                }
                NumberAnimation {
                    to: 1
                    duration: Theme.pulse
                }
            }
        }
        FocusRing {
            of: door
        }
    }

    contentItem: Item {
        Row {
            anchors.centerIn: parent
            spacing: door.unit * 1.5

            Label {
                anchors.verticalCenter: parent.verticalCenter
                text: door.text
                color: door.tint
                font.pixelSize: Math.round(Math.min(door.lit && door.large ? 22 * door.unit : 9 * door.unit, door.height * 0.62))
                font.weight: door.look === "" ? 400 : 700
                lineHeight: 1
                Accessible.ignored: true
            }
            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: door.glyph
                color: door.tint
                size: Math.min(9 * door.unit, door.height * 0.6)
                stroke: 2.4
            }
        }
    }
}
