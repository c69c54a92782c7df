import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."

// "Are you still there?": one tap keeps the session.
Rectangle {
    id: overlay

    required property KioskViewModel kiosk

    visible: kiosk.ending
    color: Theme.scrim

    MouseArea {
        anchors.fill: parent
        enabled: overlay.visible
    }

    Rectangle {
        anchors {
            left: parent.left
            right: parent.right
            bottom: parent.bottom
        }
        height: column.implicitHeight + 2 * Theme.margin
        color: Theme.paper

        ColumnLayout {
            id: column

            anchors {
                fill: parent
                margins: Theme.margin
            }
            spacing: Theme.block

            Headline {
                Layout.fillWidth: true
                text: overlay.kiosk.endingHeadline
            }
            Label {
                Layout.fillWidth: true
                text: overlay.kiosk.endingText
                font.features: {
                    "tnum": 1
                }
            }
            GridLayout {
                Layout.fillWidth: true
                columns: Theme.landscape ? 2 : 1
                uniformCellWidths: true
                rowSpacing: Theme.gap
                columnSpacing: Theme.gap

                Button {
                    objectName: "action-more_time"
                    Layout.fillWidth: true
                    visible: overlay.kiosk.canExtend
                    filled: true
                    symbol: "time"
                    text: overlay.kiosk.moreTimeLabel
                    onClicked: overlay.kiosk.act("more_time")
                }
                Button {
                    objectName: "action-home"
                    Layout.fillWidth: true
                    visible: overlay.kiosk.canEnd
                    text: overlay.kiosk.endLabel
                    onClicked: overlay.kiosk.act("home")
                }
            }
            RescueLink {
                Layout.leftMargin: -Theme.gap
                visible: overlay.kiosk.rescueInHeader
                kiosk: overlay.kiosk
            }
        }
    }
}
